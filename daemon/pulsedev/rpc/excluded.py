"""What is never observed of what an editor offers: all that is no file, and what holds secrets.

The list is that of the extension for VS Code, and errs on the side of silence.
"""

from __future__ import annotations

import re
from fnmatch import translate

NAMES = (
    *(".env", ".env.*", "*.env", ".envrc", "*.pem", "*.key", "*.p12", "*.pfx", "*.jks"),
    *("*.keystore", "*.kdbx", "*.ovpn", "*.gpg", "*.asc", "id_rsa*", "id_dsa*", "id_ecdsa*"),
    *("id_ed25519*", ".netrc", "_netrc", ".npmrc", ".pypirc", ".pgpass", ".my.cnf", ".htpasswd"),
    *(".git-credentials", "credentials", "credentials.*", "secret.*", "secrets.*", "*.tfvars"),
)
"""Files of such a name, in any folder and any spelling."""

FOLDERS = {
    *("secrets", ".secrets", ".ssh", ".aws", ".azure", ".gnupg", ".kube", ".git"),
}
"""All that lies in such a folder."""

_NAMED = re.compile("|".join(translate(name) for name in NAMES))
_ESCAPED = re.compile("%([0-9a-f]{2})")
_DOCKER = [".docker", "config.json"]


def is_excluded(uri: str) -> bool:
    """Tell whether nothing about a document may be observed.

    >>> is_excluded("file:///app/a.py"), is_excluded("file:///app/.ENV"), is_excluded("git:/a.py")
    (False, True, True)
    """
    scheme, _, path = uri.lower().partition("://")
    *folders, name = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), path).split("/")
    secret = _NAMED.match(name) or not FOLDERS.isdisjoint(folders)
    return scheme != "file" or bool(secret) or [*folders[-1:], name] == _DOCKER
