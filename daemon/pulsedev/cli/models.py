"""``pulsedev models``: what was learned, how well it does, and how to take it back."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from pulsedev import paths
from pulsedev.cli.errors import CommandError
from pulsedev.cli.moments import short
from pulsedev.core.models import ModelName
from pulsedev.learn.cards import Card, cards
from pulsedev.learn.shelf import Shelf, ShelfError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

ROLES = {"champion": "in use", "shadow": "on trial", "previous": "before"}
NONE_YET = "not yet"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    names = ", ".join(ModelName)
    wanted = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    listing = wanted.add_parser("list", help="all models, a line each")
    card = wanted.add_parser("card", help="what a model was trained on, and how well it does")
    back = wanted.add_parser("rollback", help="let the model before judge again")
    card.add_argument("model", nargs="?", metavar="MODEL", help=f"default: all of {names}")
    back.add_argument("model", metavar="MODEL", help=names)
    for each in (listing, card, back):
        each.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Show or take back."""
    shelf = Shelf(paths.data_folder() / "models")
    if args.what == "rollback":
        try:
            shelf.rollback(_named(args.model))
        except ShelfError as error:
            raise CommandError(str(error)) from None
    found = [card for card in cards(shelf) if _is_wanted(card, args)]
    if args.json:
        print(json.dumps({"models": [_told(card) for card in found]}))  # noqa: T201 - the output
    elif args.what == "card":
        _show("\n".join(card.markdown for card in found))
    else:
        _list(found)
    return 0


def _named(name: str) -> ModelName:
    if name not in list(ModelName):
        raise CommandError(f"{name}: no such model; there are {', '.join(ModelName)}")
    return ModelName(name)


def _is_wanted(card: Card, args: argparse.Namespace) -> bool:
    name = getattr(args, "model", None)
    return name is None or card.model is _named(name)


def _told(card: Card) -> dict[str, object]:
    return {
        "model": card.model,
        "role": card.role or "none",
        "created": None if card.created is None else round(card.created * 1000),
        "title": card.title,
        "markdown": card.markdown,
    }


def _list(found: Sequence[Card]) -> None:
    now = time.time()
    for card in found:
        role = ROLES[card.role] if card.role else NONE_YET
        made = "" if card.created is None else short(card.created, now)
        print(f"{card.model:<20} {role:<9} {made}".rstrip())  # noqa: T201 - the output


def _show(markdown: str) -> None:
    """Render for a terminal; elsewhere Markdown is what other programs can read."""
    if not sys.stdout.isatty():
        print(markdown)  # noqa: T201 - the output
        return
    from rich.console import Console  # noqa: PLC0415 - not needed in a pipe
    from rich.markdown import Markdown  # noqa: PLC0415 - the same

    Console().print(Markdown(markdown))
