"""Errors that a command shows its user: one line, what is wrong and what to do about it."""

from __future__ import annotations


class CommandError(Exception):
    """The command could not do its work; exit code 1."""

    code = 1


class UsageError(CommandError):
    """The command was called in a way that makes no sense; exit code 2."""

    code = 2
