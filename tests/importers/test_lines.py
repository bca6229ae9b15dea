"""Lines out of whole and damaged files."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulsedev.importers.lines import lines

if TYPE_CHECKING:
    from pathlib import Path

TEXT = st.lists(st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=30))
SHARED_FOLDER = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
"""Each example overwrites the file of the one before."""


def everything(path: Path) -> tuple[list[str], list[str]]:
    """Return the lines and the warnings."""
    warnings: list[str] = []
    return list(lines(path, warnings.append)), warnings


@SHARED_FOLDER
@given(text=TEXT, packed=st.booleans(), ending=st.sampled_from(["\n", "\r\n"]))
def test_whole_files(tmp_path: Path, *, text: list[str], packed: bool, ending: str) -> None:
    """Lines come out as they went in, compressed or not, whatever the file's name."""
    data = "".join(line + ending for line in text).encode()
    path = tmp_path / "file.csv"
    path.write_bytes(gzip.compress(data) if packed else data)
    assert everything(path) == (text, [])


@SHARED_FOLDER
@given(text=TEXT, packed=st.booleans(), data=st.data())
def test_truncated_files(
    tmp_path: Path, *, text: list[str], packed: bool, data: st.DataObject
) -> None:
    """What remains of a cut file is a beginning of its lines, and one warning for the rest."""
    whole = "".join(f"{line}\n" for line in text).encode()
    stored = gzip.compress(whole) if packed else whole
    cut = data.draw(st.integers(0, len(stored)))
    path = tmp_path / "file.csv.gz"
    path.write_bytes(stored[:cut])
    found, warnings = everything(path)
    # Two bytes are needed to see that a file is compressed.
    if not packed or cut >= 2:
        assert found == text[: len(found)]
    assert len(warnings) <= 1
    if packed and 2 <= cut < len(stored):
        assert warnings


def test_damage_in_the_middle(tmp_path: Path) -> None:
    """Compressed data with a wrong byte gives what comes before it, and says where it ended."""
    data = bytearray(gzip.compress("".join(f"{n * n}\n" for n in range(5_000)).encode()))
    data[len(data) // 2] ^= 0xFF
    path = tmp_path / "file.gz"
    path.write_bytes(data)
    found, warnings = everything(path)
    assert found[:1_000] == [str(n * n) for n in range(1_000)]
    assert len(warnings) == 1
    assert warnings[0].startswith("file.gz:")


def test_wrong_checksum(tmp_path: Path) -> None:
    """Where only the checksum at the end is wrong, no line is lost."""
    data = bytearray(gzip.compress(b"a\nb\n"))
    data[-6] ^= 1
    path = tmp_path / "file.gz"
    path.write_bytes(data)
    found, warnings = everything(path)
    assert found == ["a", "b"]
    assert warnings == ["file.gz:3: the compressed data is damaged; read up to here"]


def test_joined_files(tmp_path: Path) -> None:
    """Two compressed files behind one another are read as one."""
    path = tmp_path / "file.gz"
    path.write_bytes(gzip.compress(b"a\n") + gzip.compress(b"b\n") + b"\0" * 8)
    assert everything(path) == (["a", "b"], [])


def test_cut_last_line(tmp_path: Path) -> None:
    """A last line without an end is dropped aloud, as nobody knows what it would have been."""
    path = tmp_path / "runs.csv"
    path.write_bytes(b"a,b\n1,2\n3,4")
    assert everything(path) == (
        ["a,b", "1,2"],
        ["runs.csv:3: the last line is cut off; read up to here"],
    )
