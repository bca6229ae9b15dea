"""``pulsedev label --review``: a day from beginning to end, and how each stretch of it went.

What was believed is not shown: somebody who sees it would say the same.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from pulsedev.cli.errors import UsageError
from pulsedev.cli.moments import TIME, local, moment
from pulsedev.cli.noting import keep
from pulsedev.cli.stored import kept_store, many
from pulsedev.core.labels import Label, Said, Source
from pulsedev.core.words import duration
from pulsedev.store.reviewing import review
from pulsedev.store.rows import ms

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pulsedev.core.review import Stretch
    from pulsedev.store.disk import DiskStore

LETTERS = {
    "s": Said.STUCK,
    "f": Said.PROGRESS,
    "w": Said.FLOW,
    "i": Said.INTERRUPTED,
}
WORDS = {
    Said.STUCK: "stuck",
    Said.PROGRESS: "fine",
    Said.FLOW: "flow",
    Said.INTERRUPTED: "interrupted",
}
"""What is asked for; that work went on is said in the word that people have for it."""

CHOICES = "s stuck, f fine, w flow, i interrupted, Enter skips, q ends"


def run(at: float, *, as_json: bool) -> int:
    """Go through the day of a moment, in epoch seconds."""
    if not as_json and not sys.stdin.isatty():
        raise UsageError("nobody is there to answer: --json prints the day without asking")
    day = local(at).date()
    with kept_store() as store:
        found = review(store, day) if store else ()
        if as_json:
            tell = {"day": day.isoformat(), "stretches": [as_dict(one) for one in found]}
            sys.stdout.write(json.dumps(tell) + "\n")
        elif store is None or not found:
            print(f"{day}: no work is kept of this day")  # noqa: T201 - the command's output
        else:
            go_through(store, day, found)
    return 0


def as_dict(one: Stretch) -> dict[str, object]:
    """Return a stretch as it goes into JSON."""
    return {
        "since": ms(one.since),
        "until": ms(one.until),
        "active": round(one.active),
        "edits": one.edits,
        "runs": one.runs,
        "failed": one.failed,
        "commits": one.commits,
        "files": one.files,
        "said": [word.value for word in one.said],
    }


def go_through(store: DiskStore, day: date, found: Sequence[Stretch]) -> None:
    """Show each stretch and keep what is said of it, at once: who stops has lost nothing."""
    console, noted = Console(highlight=False), 0
    stretches = "one stretch" if len(found) == 1 else f"{len(found)} stretches"
    console.print(f"{day}: {stretches} of work; how did each one go?")
    console.print(Text(CHOICES, "dim"))
    for one in found:
        console.print(line(one), soft_wrap=True)
        answer = asked()
        if answer is None:
            break
        if answer:
            word = LETTERS[answer]
            since = onset(one) if word is Said.STUCK else one.since
            keep(store, Label(0, word, one.until, Source.REVIEW, since), time.time())
            noted += 1
    console.print(f"noted: {many(noted, 'answer')}")


def line(one: Stretch) -> Text:
    """Write what was done, without what was believed of it."""
    failed = f" ({one.failed:,} failed)" if one.failed else ""
    counts = [(one.runs, "run", failed), (one.commits, "commit", ""), (one.files, "file", "")]
    others = [many(count, what) + more for count, what, more in counts if count]
    parts = [many(one.edits, "edit"), *others]
    done = f"  {duration(one.active)} at work: {', '.join(parts)}"
    said = f"  you said: {', '.join(WORDS[word] for word in one.said)}" if one.said else ""
    return Text.assemble((f"{clock(one.since)}-{clock(one.until)}", "bold"), done, (said, "dim"))


def clock(at: float) -> str:
    """Write epoch seconds as a local time of the day."""
    return local(at).strftime("%H:%M")


def asked() -> str | None:
    """Ask how it went; empty for no answer, None where there is nobody to ask any more."""
    while True:
        text = answer("  how was it? ")
        if text is None or text in {"q", "quit"}:
            return None
        if text in {"", *LETTERS}:
            return text
        for letter, word in LETTERS.items():
            if text in {word.value, WORDS[word]}:
                return letter
        sys.stderr.write(f"  one of: {CHOICES}\n")


def onset(one: Stretch) -> float:
    """Ask since when they were stuck; its beginning unless they say otherwise."""
    while True:
        text = answer(f"  since when? (HH:MM, Enter: {clock(one.since)}) ")
        if not text:
            return one.since
        at = _time_of_day(text, one.until)
        if at is not None and at <= one.until:
            return at
        sys.stderr.write(f"  a time like 09:30 that is not after {clock(one.until)}\n")


def _time_of_day(text: str, near: float) -> float | None:
    """Return the epoch seconds of a time of the same day; None where it is none."""
    if not TIME.fullmatch(text):
        return None
    try:
        return moment(text, near)
    except ValueError:
        return None


def answer(question: str) -> str | None:
    """Ask on the terminal; None where it was closed."""
    sys.stderr.write(question)
    sys.stderr.flush()
    text = sys.stdin.readline()
    return text.strip().lower() if text else None
