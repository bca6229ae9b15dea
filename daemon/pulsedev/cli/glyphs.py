"""The signs that a terminal can print: block characters, or ASCII where it can't.

>>> glyphs_for("cp1252").ok, glyphs_for("utf-8").ok
('+', '✓')
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One sign for each thing that is drawn; ``levels`` go from nothing to full."""

    full: str
    empty: str
    levels: str
    passed: str
    failed: str
    broken: str
    quiet: str
    dot: str
    times: str
    ok: str
    bad: str


BLOCKS = Glyphs("█", "░", "▁▂▃▄▅▆▇█", "●", "✗", "▲", "·", "●", "×", "✓", "✗")  # noqa: RUF001 - the sign of multiplication is meant
ASCII = Glyphs("#", ".", "_.-=+*%#", "o", "x", "!", ".", "*", "x", "+", "x")


def glyphs_for(encoding: str | None) -> Glyphs:
    """Choose the blocks where the encoding can print each of them."""
    try:
        for field in fields(BLOCKS):
            getattr(BLOCKS, field.name).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return BLOCKS
