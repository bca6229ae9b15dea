"""What can be wrong with the store, by cause; each message is one line for the user."""

from __future__ import annotations

from pulsedev.core.trouble import Trouble


class StoreError(Trouble):
    """The store can't do what it was asked for."""


class Newer(StoreError):  # noqa: N818 - a cause
    """A later version of PulseDev made this database."""


class Unusable(StoreError):  # noqa: N818 - a cause
    """There is no place for a database here: read-only, not ours, or without what SQLite needs."""


class Gone(StoreError):  # noqa: N818 - a cause
    """What this process had in the store was taken away."""


class Full(StoreError):  # noqa: N818 - a cause
    """The disk, or what this user may have of it, is full."""


class Busy(StoreError):  # noqa: N818 - a cause
    """Another process keeps the database for itself for too long."""


class Damaged(StoreError):  # noqa: N818 - a cause
    """What is there can't be read; what can be is recovered where this is met."""
