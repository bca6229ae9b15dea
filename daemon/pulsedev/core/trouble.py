"""What a user is told when something does not work."""

from __future__ import annotations


class Trouble(Exception):  # noqa: N818 - it is not always an error of ours
    """One clear line, made to be read: what does not work and what to do, without any content."""
