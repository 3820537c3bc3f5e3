"""The tables of a ledger: their columns in the order rows have them, and what makes a row unique."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table; the first ``key_length`` columns are its key.

    ``is_searched`` says that a trigger keeps an index of its words, which is best told of many rows at once.
    """

    name: str
    columns: tuple[str, ...]
    key_length: int = 1
    is_searched: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the key."""
        return self.columns[: self.key_length]

    def __reduce__(self) -> tuple[Any, ...]:
        """How a table travels between processes: it arrives as the one of that name there."""
        return _named, (self.name,)


def _named(name: str) -> Table:
    return next(table for table in globals().values() if isinstance(table, Table) and table.name == name)


ENTRIES = Table(
    "entries",
    (
        *("sequence", "opening", "distribution", "advisory", "kind", "payload"),
        *("recorded_at", "commitment", "leaf"),
    ),
)
ENTRY_PRIVATE = Table("entry_private", ("sequence", "salt", "words"))
HEADS = Table("heads", ("size", "root", "recorded_at"))
HEAD = Table("head", ("id", "size", "root", "peaks", "recorded_at"))
DOCUMENTS = Table("documents", ("distribution", "package", "digest", "text"), key_length=2)

ADVISORIES = Table(
    "advisories",
    (
        *("opening", "id", "distribution", "package", "is_withdrawn"),
        *("opened_at", "updated", "updated_at"),
    ),
)
ALIASES = Table("advisory_aliases", ("opening", "alias", "known_from", "known_to"), key_length=3)
COMPONENTS = Table(
    "advisory_components",
    ("opening", "event", "known_from", "known_to", "valid_from", "component_type"),
    key_length=3,
)
STATES = Table(
    "advisory_states",
    (
        *("opening", "known_from", "valid_from", "known_to", "valid_to", "distribution", "package"),
        *("status", "event", "event_type", "event_time", "fixed_version", "fixed_key"),
    ),
    key_length=3,
)
LISTING = Table(
    "listing",
    (
        *("opening", "distribution", "package", "advisory", "vulnerability", "vulnerability_key"),
        *("status", "event_type", "fixed_version", "event", "published", "updated"),
    ),
)
"""What severity and exploitation it has follows from upstream records: see ``listing_upkeep``."""

WORDS = Table("search_words", ("opening", "words"), is_searched=True)
NAMES = Table("search_names", ("folded", "name", "kind"), is_searched=True)
TOKENS = Table("tokens", ("id", "distribution", "digest", "label", "created_at", "expires_at", "revoked_at"))
SOURCES = Table(
    "sources",
    (
        *("name", "imported_at", "high_water", "entity_tag", "last_modified", "records"),
        *("records_read", "added", "changed", "unchanged", "older", "set_aside"),
    ),
)
SOURCE_FAULTS = Table("source_faults", ("source", "number", "place", "reason"), key_length=2)
RECORDS = Table(
    "records",
    ("id", "source", "digest", "modified_at", "is_void", "imported_at", "content"),
    key_length=2,
)
RECORD_ALIASES = Table("record_aliases", ("id", "source", "alias"), key_length=3)
AFFECTED = Table("affected_packages", ("ecosystem", "package", "id", "source"), key_length=4)
KEV_ENTRIES = Table(
    "kev_entries",
    ("cve", "recorded_at", "catalog", "is_listed", "added_at", "digest", "content"),
    key_length=2,
)
EPSS_SCORES = Table("epss_scores", ("cve", "scored_at", "model", "score", "percentile"), key_length=2)
VULNERABILITIES = Table(
    "vulnerabilities",
    (
        *("id", "severity", "severity_rank", "score", "vector", "scored_by", "scored_as"),
        *("exploited_at", "epss_score", "epss_percentile", "disclosed_at", "modified_at"),
        *("analysis", "analysis_at", "flags", "title", "description"),
    ),
)
VULNERABILITY_IDS = Table("vulnerability_ids", ("id", "vulnerability", "note"), key_length=2)
PUBLISHED = Table(
    "published_packages",
    (
        *("distribution", "package", "version", "name", "architecture"),
        *("version_key", "built_at", "first_seen_at", "last_seen_at"),
    ),
    key_length=5,
)

IMAGES = Table(
    "images",
    (
        *("number", "digest", "reference", "platform", "distro"),
        *("created_at", "added_at", "size", "inventory"),
    ),
)
IMAGE_TAGS = Table("image_tags", ("repository", "tag", "platform", "seen_at", "image"), key_length=4)
IMAGE_COMPONENTS = Table("image_components", ("image", "component"), key_length=2)
INSTALLED = Table(
    "components",
    (
        "number",
        "identity",
        "name",
        "origin",
        "owner",
        "ecosystem",
        "folded",
        "content",
        "is_stale",
        "is_missed",
    ),
)
FINDINGS = Table(
    "component_findings",
    ("component", "vulnerability", "severity", "exposure", "status", "content"),
    key_length=2,
)

KNOWLEDGE = (
    *(SOURCES, SOURCE_FAULTS, RECORDS, RECORD_ALIASES, AFFECTED, KEV_ENTRIES, EPSS_SCORES),
    *(PUBLISHED, IMAGES, IMAGE_TAGS),
)
"""What came from outside the ledger, as it came; it can be fetched again, at the price of its history."""

PROJECTIONS = (ADVISORIES, ALIASES, COMPONENTS, STATES, LISTING, WORDS)
"""What follows from the entries."""
