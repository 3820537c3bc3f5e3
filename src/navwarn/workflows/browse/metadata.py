"""What upstream says of many vulnerabilities, page by page (platform-api.md PA3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from navwarn.core.instant import DAY, Instant
from navwarn.ledger.knowledge import VulnerabilityFile
from navwarn.workflows.browse.paging import page_token, read_token
from navwarn.workflows.browse.visit import WrongParameterError

if TYPE_CHECKING:
    from navwarn.workflows.browse.visit import Visit

TOKEN_LIFE = 3 * DAY


@dataclass(frozen=True, slots=True)
class Metadata:
    """A page of vulnerabilities; ``total`` is ``None`` where ids were named."""

    files: tuple[VulnerabilityFile, ...]
    next: str = ""
    total: int | None = None


def named_metadata(visit: Visit, ids: tuple[str, ...]) -> Metadata:
    """Those of the named vulnerabilities that are known, each once."""
    found: dict[str, VulnerabilityFile] = {}
    for name in ids:
        file = visit.ledger.vulnerability(name)
        if file is not None:
            found.setdefault(file.summary.id, file)
    return Metadata(tuple(found.values()))


def metadata(visit: Visit, *, limit: int, token: str, skip: int, descending: bool) -> Metadata:
    """A page of all vulnerabilities by id; raises ``WrongParameterError`` for a token of another order."""
    bound = f"metadata {descending}"
    after = ""
    if token:
        after, made_at = map(str, read_token(token, bound, (str, int)))
        if visit.now - int(made_at) > TOKEN_LIFE:
            raise WrongParameterError(
                "page_token: it is older than three days", hint="Ask for the first page again."
            )
    names = visit.browser.canonical_ids(after, limit + 1, skip=skip, descending=descending)
    files = [visit.ledger.vulnerability(name) for name in names[:limit]]
    return Metadata(
        tuple(file for file in files if file is not None),
        page_token((names[limit - 1], Instant(visit.now)), bound) if len(names) > limit else "",
        visit.browser.canonical_count(),
    )
