"""The bundle for people who work in scikit-learn: written, and never read by anything of ours.

``joblib.load`` runs code that a file holds: load only what your own machine wrote.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from joblib import dump

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SMALL = 3
"""Of zlib: half the size in a tenth of a second; more takes longer than the fit."""


def write(path: Path, bundle: Mapping[str, Any]) -> None:
    """Put a bundle in a file's place, whole or not at all; OSError where it can't be written."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            dump(dict(bundle), file, compress=SMALL)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
