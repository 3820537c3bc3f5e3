"""Tokens that open private distributions: made, listed, revoked, recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from navwarn.errors import InputError
from navwarn.trust.token import LONGEST, Token, digest_of, is_secret, new_id, new_secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from navwarn.core.distribution import Distribution
    from navwarn.core.instant import Instant
    from navwarn.ledger.interface import Ledger, Reader


class TokenError(InputError):
    """A token that cannot be made or does not exist."""

    code = "NW-TOKEN"


def create_token(
    ledger: Ledger, distribution: Distribution, *, label: str, expires_at: Instant, now: Instant
) -> tuple[Token, str]:
    """A new token and its secret, which nobody can be shown again.

    Raises ``TokenError`` for a distribution that everyone may see, and a time that has passed.
    """
    if distribution.is_public:
        raise TokenError(
            f"distribution {distribution.name} is public: nobody needs a token to read it",
            hint='Set visibility = "private" in its configuration first.',
        )
    if expires_at <= now:
        raise TokenError("the token would expire before it is made: give a time to come with --expires")
    secret = new_secret()
    token = Token(new_id(), distribution.name, digest_of(secret), label[:LONGEST], now, expires_at)
    ledger.tokens.add(
        (token.id, token.distribution, token.digest, token.label, token.created_at, token.expires_at, None)
    )
    return token, secret


def tokens(reader: Reader) -> list[Token]:
    """Every token there ever was, oldest first."""
    return [Token(*row) for row in reader.tokens.all()]


def revoke_token(ledger: Ledger, identifier: str, now: Instant) -> None:
    """Make a token open nothing from now on; raises ``TokenError`` where it is unknown or revoked."""
    if not ledger.tokens.revoke(identifier, now):
        raise TokenError(f"there is no token {identifier!r} that could be revoked")


def opened_by(reader: Reader, secret: str, now: Instant) -> tuple[str, Instant] | None:
    """The distribution that a secret opens now, and until when; ``None`` where it opens none."""
    if not is_secret(secret):
        return None
    row = reader.tokens.with_digest(digest_of(secret))
    if row is None:
        return None
    token = Token(*row)
    return (token.distribution, token.expires_at) if token.fits(secret) and token.opens(now) else None


def visible(distributions: Mapping[str, Distribution], opened: frozenset[str]) -> dict[str, Distribution]:
    """The distributions that a reader may see to whom these private ones were opened.

    What they include counts only as far as it may be seen too.
    """
    seen = {name: one for name, one in distributions.items() if one.is_public or name in opened}
    return {
        name: replace(one, includes=tuple(other for other in one.includes if other in seen))
        for name, one in seen.items()
    }
