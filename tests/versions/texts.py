"""Texts to try an order on: versions as an ecosystem writes them, versions gone wrong, and anything."""

from __future__ import annotations

from hypothesis import strategies as st

ANYTHING = st.text(max_size=12) | st.text(alphabet="019.~^-_:+rpabz \n\0", max_size=12)
"""Any text, and more often text of the characters that mean something somewhere."""

PARTS = {
    "apk": (
        "0",
        "1",
        "01",
        "10",
        ".",
        ".",
        "a",
        "b",
        "_alpha",
        "_rc",
        "_p",
        "_git",
        "_foo",
        "~ab",
        "-r",
        "-",
    ),
    "deb": ("0", "1", "01", "10", ".", "a", "Z", "~", "+", "-", ":", "1:", "dfsg", "-0", "~~"),
    "rpm": ("0", "1", "01", "10", ".", "a", "Z", "~", "^", "-", ":", "1:", "el9", "_", "git"),
    "semver": ("0", "1", "10", ".", "1.2.3", "1.0.0", "-", "-rc", ".1", "+", "a", "v", "0.0"),
    "go": ("0", "1", "10", ".", "v1.2.3", "go1.20", "-", "rc1", "beta2", "+incompatible", "v", "-0.2024"),
    "pypi": ("0", "1", "10", ".", "a1", "rc2", ".post1", ".dev0", "+", "1!", "l", "v", "-1", "c0"),
    "maven": (
        "0",
        "1",
        "01",
        "10",
        ".",
        "-",
        "a",
        "alpha",
        "RC",
        "cr",
        "ga",
        "final",
        "sp",
        "x",
        "m",
        "snapshot",
    ),
    "npm": ("0", "1", "10", ".", "1.2.3", "1.0.0", "-", "-rc", ".1", "+", "a", "=", "0.0"),
    "gem": ("0", "1", "10", ".", "a", "pre", "-", ".0", ".b", "rc1", "A"),
}
"""What the versions of a scheme are made of; joined at random they are now valid, now almost."""

ORDERS_ANY_TEXT = ("apk", "deb", "rpm", "maven")

_SEMVER = r"[0-9]{1,2}(\.[0-2]){0,2}(-[0-2ab-](\.[0-2ab]{1,2}){0,2})?(\+[ab])?"
READABLE = {
    "semver": rf"v?{_SEMVER}",
    "npm": rf"=?v?{_SEMVER}",
    "go": rf"v?{_SEMVER}|(go)?1\.[0-2](\.[0-2])?((rc|beta)[0-2])?",
    "pypi": r"([01]!)?[0-2](\.[0-2]){0,3}((a|b|rc)[0-2])?(\.post[0-2])?(\.dev[0-2])?(\+[0-2a](\.[0-2a])?)?",
    "gem": r"[0-2]((\.|-)[0-2abA]){0,4}",
}
"""What the schemes can read that do not have a place for every text."""


def joined(name: str) -> st.SearchStrategy[str]:
    """Texts made of the parts of one scheme."""
    return st.lists(st.sampled_from(PARTS[name]), max_size=9).map("".join)


def placed_texts(name: str) -> st.SearchStrategy[str]:
    """Texts that have a place in the order of one scheme, valid or not."""
    if name in ORDERS_ANY_TEXT:
        return joined(name) | ANYTHING
    return st.from_regex(READABLE[name], fullmatch=True)


def texts(name: str) -> st.SearchStrategy[str]:
    """Texts of one scheme, and any other."""
    return joined(name) | ANYTHING | placed_texts(name)
