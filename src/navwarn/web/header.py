"""The headers of every answer, errors included."""

from __future__ import annotations

Headers = tuple[tuple[bytes, bytes], ...]

SAFETY: Headers = (
    (
        b"content-security-policy",
        (
            b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
OPEN: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"etag, last-modified, link"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
"""For what programs read, from wherever: without cookies, so that no page can read what a cookie opens."""

SITE_ONLY: Headers = ((b"cross-origin-resource-policy", b"same-origin"),)
SECURE: Headers = ((b"strict-transport-security", b"max-age=31536000"),)


VARY = (b"vary", b"accept-encoding, authorization, cookie")


def accepts_gzip(accepted: bytes) -> bool:
    """Whether ``Accept-Encoding`` allows gzip."""
    for part in accepted.lower().split(b","):
        name, _, weight = part.strip().partition(b";")
        if name.strip() in {b"gzip", b"*"}:
            return weight.replace(b" ", b"") not in {b"q=0", b"q=0.0", b"q=0.00", b"q=0.000"}
    return False
