"""Where things are kept: one folder for data, one for logs, nobody else's eyes.

``PULSEDEV_HOME`` moves all of it below one folder.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

HOME = "PULSEDEV_HOME"
"""The environment variable that moves everything."""

KEY_BYTES = 32
"""The size of the hash that the key is for."""

KEY_FILE = "document-key"
"""Below the data folder; deleting it makes all document numbers new."""

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


class PathError(OSError):
    """A folder or file of ours can't be used; one line without its content."""


def data_folder() -> Path:
    """Return the folder of what is kept; it may not exist yet."""
    home = os.environ.get(HOME)
    return Path(home) / "data" if home else platformdirs.user_data_path("pulsedev", appauthor=False)


def log_folder() -> Path:
    """Return the folder of the log files; it may not exist yet."""
    home = os.environ.get(HOME)
    return Path(home) / "log" if home else platformdirs.user_log_path("pulsedev", appauthor=False)


def private(folder: Path) -> Path:
    """Make sure that a folder exists, ours alone where the system can say so."""
    try:
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        if folder.stat().st_mode & ~PRIVATE_FOLDER & 0o777:
            folder.chmod(PRIVATE_FOLDER)
    except OSError as error:
        raise PathError(f"{folder}: {error.strerror}") from None
    return folder


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """The key with which a path becomes a document number, and why it won't last, if so."""

    hex: str
    trouble: str = ""


def document_key() -> DocumentKey:
    """Read this installation's key or make it; one for this run alone where neither works."""
    try:
        path = private(data_folder()) / KEY_FILE
        if not path.exists():
            _create(path)
        key = path.read_text("ascii").strip()
        if len(bytes.fromhex(key)) == KEY_BYTES:
            return DocumentKey(key)
        trouble = f"{path}: no document key; delete it to get a new one"
    except ValueError:
        trouble = f"{path}: damaged; delete it to get a new one"
    except OSError as error:
        trouble = str(error)
    return DocumentKey(os.urandom(KEY_BYTES).hex(), trouble)


def _create(path: Path) -> None:
    """Write the key aside and link it into place: of two processes, the first one wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(os.urandom(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        _link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links: nearly as good, and never half a file
        draft.replace(path)
