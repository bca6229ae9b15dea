"""What a training that was given up had done already: the month's rows, as numbers in a file.

It is read without unpickling, and used only for the same features and a day at most.
"""

from __future__ import annotations

import json
import os
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np

from pulsedev.core.features import SCHEMA
from pulsedev.training.dataset import Dataset, Labelling, Target

if TYPE_CHECKING:
    from pathlib import Path

    from pulsedev.training.request import Request

FRESH = 86_400.0
"""Seconds that the work of an earlier run is good for; a day later there are new labels."""

ARRAYS = ("rows", "at", "active", "stretch", "prior")
NUMBERS = ("events", "labels", "since", "until")
SAID = ("y", "weight", "source", "episode")


class Kept:
    """The one file under ``work``; what is wrong with it is as if it were not there."""

    def __init__(self, folder: Path, request: Request) -> None:
        self._path = folder / "work" / "rows.npz"
        self._request = request

    def save(self, dataset: Dataset) -> None:
        """Keep the rows; without room for them the training goes on all the same."""
        arrays: dict[str, Any] = {name: getattr(dataset, name) for name in ARRAYS}
        for target, said in dataset.said.items():
            arrays |= {f"{target}.{name}": getattr(said, name) for name in SAID}
        told = {name: getattr(dataset, name) for name in NUMBERS}
        told |= {"columns": list(dataset.columns), "dropped": dict(dataset.dropped)}
        arrays["told"] = np.frombuffer(json.dumps(told).encode("ascii"), np.uint8)
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}.draft")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with open(draft, "xb", opener=_private) as file:
                np.savez(file, **arrays)
            draft.replace(self._path)
        except OSError:
            self._remove(draft)

    def load(self) -> Dataset | None:
        """Return the rows of an earlier run, if they are still good."""
        try:
            with np.load(self._path, allow_pickle=False) as file:
                told = json.loads(file["told"].tobytes())
                if not self._is_good(told):
                    return None
                said = {
                    target: Labelling(*(file[f"{target}.{name}"] for name in SAID))
                    for target in Target
                }
                arrays = {name: file[name] for name in ARRAYS}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        numbers = {name: told[name] for name in NUMBERS}
        return Dataset(SCHEMA, **arrays, **numbers, said=said, dropped=told["dropped"])

    def _is_good(self, told: dict[str, Any]) -> bool:
        same = tuple(told["columns"]) == SCHEMA
        return same and 0 <= self._request.now - told["until"] < FRESH

    def forget(self) -> None:
        """Remove the rows: the training is done."""
        self._remove(self._path)

    def _remove(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return  # it is overwritten by the next training


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
