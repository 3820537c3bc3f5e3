"""Tokens of readers: a secret shown once, and its digest, which is all that is kept.

A secret has 256 random bits, so a plain digest cannot be guessed back, and looking it up tells nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from msgspec import Struct

from navwarn.core.instant import Instant

PREFIX = "nwr_"
"""What a reader's secret begins with, so that searches for leaked secrets can find it."""

LONGEST = 200

_SECRET = re.compile(r"nwr_[A-Za-z0-9_-]{43}")
_TAG = b"navwarn/reader-token/1\n"


class Token(Struct, frozen=True):
    """What is kept of a token: it opens ``distribution`` until it expires or is revoked."""

    id: str
    distribution: str
    digest: bytes
    label: str
    created_at: Instant
    expires_at: Instant
    revoked_at: Instant | None = None

    def opens(self, now: Instant) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and now < self.expires_at

    def fits(self, secret: str) -> bool:
        """Whether this is the token of a secret, compared in constant time."""
        return hmac.compare_digest(self.digest, digest_of(secret))


def new_secret() -> str:
    """A secret nobody has seen."""
    return PREFIX + secrets.token_urlsafe(32)


def new_id() -> str:
    """A short name for a token, by which it can be listed and revoked."""
    return secrets.token_hex(4)


def is_secret(text: str) -> bool:
    """Whether the text could be the secret of a token."""
    return _SECRET.fullmatch(text) is not None


def digest_of(secret: str) -> bytes:
    """The digest that is kept of a secret."""
    return hashlib.sha256(_TAG + secret.encode("utf-8", "replace")).digest()
