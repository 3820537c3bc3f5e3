"""Sentences that say why something was not evaluated, and what to do about it."""

from __future__ import annotations

from navwarn.core.finding import SilenceReason
from navwarn.matching.naming import LANGUAGES

_SENTENCES = {
    SilenceReason.DISTRIBUTION_UNKNOWN: (
        "nothing says which distribution the {subject} {packages} of: name it with --distribution"
    ),
    SilenceReason.DISTRIBUTION_NOT_COVERED: "there are no advisories or records here about {subject}",
    SilenceReason.ECOSYSTEM_NOT_COVERED: "no records about {subject} were imported",
    SilenceReason.ORIGIN_UNKNOWN: (
        "nothing says what the {packages} built from, so only advisories by their own names were compared"
    ),
    SilenceReason.VERSION_UNREADABLE: "the installed version of {subject} cannot be compared with others",
    SilenceReason.NAME_INCOMPLETE: "half of the name is missing that records of {subject} are compared by",
    SilenceReason.RECORD_UNREADABLE: "the record {subject} bounds versions by a text that is none",
}


_STRANGE = "packages of the type {subject} cannot be compared with records"
"""What is said of an ecosystem that is not among those whose records are compared, imported or not."""

_ECOSYSTEMS = frozenset(language.ecosystem for language in LANGUAGES.values())


def silence_sentence(reason: SilenceReason, subject: str, count: int) -> str:
    """Why so many packages were not evaluated, or not wholly."""
    packages = "package is" if count == 1 else "packages are"
    is_strange = reason is SilenceReason.ECOSYSTEM_NOT_COVERED and subject not in _ECOSYSTEMS
    said = (_STRANGE if is_strange else _SENTENCES[reason]).format(subject=subject, packages=packages)
    return f"{count} {'package' if count == 1 else 'packages'} not evaluated: {said}"
