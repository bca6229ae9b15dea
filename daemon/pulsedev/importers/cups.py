"""Sessions with Copilot in VS Code (CUPS): suggestions and what became of them, not each key.

| column | event | what is approximated, and why |
|---|---|---|
| `state` Shown, Replay | `suggestion` 0, `sugg_chars` | Replay is the rest of the suggestion \
while its beginning is typed over, so it is shown anew |
| `state` Accepted | `suggestion` 1 and `file_modified` by AI | a suggestion taken in part counts \
with what the log says was left |
| `state` Rejected | `suggestion` 2 | |
| `state` Browsing | nothing | the panel of further suggestions is no event of ours |
| `doc_len` | `file_modified`, typed | the difference to the length that was expected; text that \
was replaced by as much other text is not seen |
| `cursor_pos` | `cursor_moved` | a jump: what typing, deleting and accepting do not explain; \
positions are offsets, so the lines moved are unknown (a = 0), and so is by what (c = 0) |

An edit is told when its result is first logged, which is later than it was made. Times may fall by
the milliseconds that the log lost; they are held. `label` is what the programmer said afterwards,
and `secs_in_state`, `confidence` and the others say nothing that is not in the events.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from pulsedev.core.events import Cause, Kind, Suggested
from pulsedev.importers.recording import Recording, in_batches
from pulsedev.importers.tables import groups, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pulsedev.core.stimuli import Arrived
    from pulsedev.importers.recording import Event, Warn
    from pulsedev.importers.tables import Row

NAME = "cups"
COLUMNS = ("user", "time", "state", "hidden_state", "doc_len", "sugg_chars", "cursor_pos")
DOCUMENT = 1
"""The study's tasks have one file each."""

OUTCOMES = {
    "Shown": Suggested.SHOWN,
    "Replay": Suggested.SHOWN,
    "Accepted": Suggested.ACCEPTED,
    "Rejected": Suggested.REJECTED,
}
STATES = (*OUTCOMES, "Browsing")


def read(path: Path, warn: Warn) -> Iterator[Recording]:
    """Yield one recording a programmer."""
    found = rows(path, NAME, COLUMNS, warn)
    for user, logged in groups(found, lambda row: row.text("user")):
        yield Recording(f"{NAME}/{user}", partial(arrivals, logged))


def arrivals(logged: list[Row], _warn: Warn) -> Iterator[Arrived]:
    """Make the batches of one programmer."""
    return in_batches(events(logged))


def events(logged: list[Row]) -> Iterator[Event]:
    """Make the events of one programmer."""
    now, length, cursor = 0, None, 0
    for row in logged:
        now = max(now, moment(row))
        state = row.choice("state", STATES)
        size, at = row.whole("doc_len"), row.whole("cursor_pos")
        chars = row.whole("sugg_chars")
        if length is not None and state == "Shown":
            # The other rows repeat the document of the moment when it was shown.
            grown = size - length
            if grown:
                yield now, Kind.FILE_MODIFIED, DOCUMENT, max(grown, 0), max(-grown, 0), 0
            if at != cursor + grown:
                yield now, Kind.CURSOR_MOVED, DOCUMENT, 0, 0, 0
        if length is None or state == "Shown":
            length, cursor = size, at
        if state in OUTCOMES:
            yield now, Kind.SUGGESTION, DOCUMENT, OUTCOMES[state], chars, 0
        if state == "Accepted" and chars:
            length, cursor = length + chars, cursor + chars
            yield now, Kind.FILE_MODIFIED, DOCUMENT, chars, 0, Cause.AI_EDIT


def moment(row: Row) -> int:
    """Return a row's time in epoch milliseconds."""
    try:
        at = datetime.fromisoformat(row.text("time"))
    except ValueError:
        raise row.error("time", "a time like 2022-08-08T16:05:28.904Z") from None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(round(at.timestamp() * 1000), 0)
