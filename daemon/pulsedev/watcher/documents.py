"""Files as numbers, by the installation's key: the same that an editor's client gives them.

>>> number(bytes(range(32)), "file:///a.py")
3029343220732871
"""

from __future__ import annotations

import hmac

DIGITS = 13
"""Hexadecimal digits of the hash that are the number: 52 bits."""


def number(key: bytes, uri: str) -> int:
    """Return the number of a document."""
    return int(hmac.digest(key, uri.encode(), "sha256").hex()[:DIGITS], 16)
