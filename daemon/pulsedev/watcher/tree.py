"""The folders of a tree that are looked at; what is ignored is not even entered."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulsedev.watcher.ignoring import Ignoring

NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "vboxsf", "virtiofs"),
        *("fuse.sshfs", "fuse.vmhgfs-fuse", "fuse.gvfsd-fuse", "drvfs", "prl_fs", "glusterfs"),
    }
)
"""File systems on which other machines write without the system being told."""

_HOW = ("NONBLOCK", "NOFOLLOW", "CLOEXEC", "BINARY")
"""How files are opened, as far as a system has it."""

RENAMED_AFTER_S = 2.0
"""Seconds between an editor's last write and its renaming, at the most."""

_FLAGS = os.O_RDONLY | sum(getattr(os, f"O_{name}", 0) for name in _HOW)


def folders(top: Path, ignoring: Ignoring) -> Iterator[Path]:
    """Yield the folders below and including one, parents first; their rules have been read."""
    ahead = [top]
    while ahead:
        folder = ahead.pop()
        try:
            with os.scandir(folder) as entries:
                inner = [folder / one.name for one in entries if one.is_dir(follow_symlinks=False)]
        except OSError:
            continue  # gone meanwhile, or not ours to read
        ignoring.enter(folder)
        yield folder
        ahead += [path for path in inner if not ignoring.hides_folder(path)]


def files(folder: Path) -> list[Path]:
    """Return the files of one folder, ignored or not."""
    try:
        with os.scandir(folder) as entries:
            return [folder / one.name for one in entries if one.is_file(follow_symlinks=False)]
    except OSError:
        return []


def read(file: Path, most: int) -> bytes | None:
    """Return what a file holds, or its first bytes; None of all that is no file of its own.

    A pipe would have to be waited for, and a link may lead out of the tree.
    """
    try:
        with os.fdopen(os.open(file, _FLAGS), "rb") as opened:
            return opened.read(most) if stat.S_ISREG(os.fstat(opened.fileno()).st_mode) else None
    except OSError:
        return None  # gone meanwhile, or not ours to read


def was_written_before(file: Path) -> bool:
    """Return whether a file that has just got its name was not written for it.

    Editors write beside a file and rename at once. Both times are of the file's own system.
    """
    try:
        status = file.stat(follow_symlinks=False)
    except OSError:
        return False
    return status.st_ctime - status.st_mtime > RENAMED_AFTER_S


def is_remote(path: Path) -> bool:
    """Return whether a folder is on a drive where changes have to be looked for."""
    if sys.platform == "win32":
        return path.drive.startswith("\\\\")
    try:
        mounts = Path("/proc/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    return kind_of(path, mounts) in NETWORK


def kind_of(path: Path, mounts: list[str]) -> str:
    r"""Return the kind of the file system that a path is on, by the lines of `/proc/mounts`.

    >>> kind_of(Path("/mnt/a b/c"), ["x / ext4 rw 0 0", "y /mnt/a\\040b nfs4 rw 0 0"])
    'nfs4'
    """
    found, longest = "", -1
    for line in mounts:
        _, place, kind, *_ = f"{line}   ".split(" ")
        at = place.replace("\\040", " ")
        if len(at) > longest and (path == Path(at) or Path(at) in path.parents):
            found, longest = kind, len(at)
    return found
