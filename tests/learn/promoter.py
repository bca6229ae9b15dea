"""A process that promotes and rolls back without end, until it is killed.

Its arguments are the models' folder and the number with which its models begin. It says ``ready``
once there is a champion.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from tests.learn.exports import ARRAYS, MANIFEST

from pulsedev.core.models import ModelName
from pulsedev.learn import artifact
from pulsedev.learn.shelf import Role, Shelf

NAME = ModelName.STUCK


def main(folder: str, begin: str) -> None:
    """Put model after model in the champion's place, and every third time take it back."""
    shelf = Shelf(Path(folder))
    shelf.folder_of(NAME).mkdir(parents=True, exist_ok=True)
    number = int(begin)
    while True:
        number += 1
        manifest = replace(MANIFEST, created=float(number))
        artifact.write(shelf.path(NAME, Role.SHADOW), manifest, ARRAYS)
        shelf.bundle(NAME, Role.SHADOW).write_bytes(str(number).encode("ascii"))
        shelf.promote(NAME)
        if number % 3 == 0:
            shelf.rollback(NAME)
        sys.stdout.write("ready\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
