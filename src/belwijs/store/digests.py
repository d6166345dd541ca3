"""What the database keeps of a secret: enough to know it again, nothing to use."""

from __future__ import annotations

import hashlib


def digest_of(secret: str) -> str:
    """SHA-256 of a random secret, in hexadecimal; whatever a header or a cookie holds has one.

    Only for secrets that we draw ourselves, long and random; passwords need a slow hash.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
