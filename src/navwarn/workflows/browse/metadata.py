"""What upstream says of many vulnerabilities, page by page (platform-api.md PA3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.instant import DAY, Instant
from navwarn.ledger.knowledge import VulnerabilityFile
from navwarn.workflows.browse.paging import page_token, read_token
from navwarn.workflows.browse.visit import WrongParameterError

if TYPE_CHECKING:
    from navwarn.workflows.browse.visit import Visit

TOKEN_LIFE = 3 * DAY


class Metadata(Struct, frozen=True):
    """A page of vulnerabilities; ``total`` is how many all pages have together."""

    files: tuple[VulnerabilityFile, ...]
    next: str
    total: int


def metadata(
    visit: Visit, ids: tuple[str, ...], *, limit: int, token: str, skip: int, descending: bool
) -> Metadata:
    """A page of the named vulnerabilities that are known, of all where none is named, in order of their id.

    ``skip`` are left out after the token. Raises ``WrongParameterError`` for a token of another order or of
    other ids.
    """
    bound = f"metadata {descending} {sorted(set(ids))}"
    after = ""
    if token:
        after, made_at = map(str, read_token(token, bound, (str, int)))
        if visit.now - int(made_at) > TOKEN_LIFE:
            raise WrongParameterError(
                "page_token: it is older than three days", hint="Ask for the first page again."
            )
    if ids:
        known = sorted(_known(visit, ids), reverse=descending)
        later = [name for name in known if not after or (name < after if descending else name > after)]
        names, total = later[skip : skip + limit + 1], len(known)
    else:
        names = visit.browser.canonical_ids(after, limit + 1, skip=skip, descending=descending)
        total = visit.browser.canonical_count()
    files = [visit.ledger.vulnerability(name) for name in names[:limit]]
    next_ = page_token((names[limit - 1], Instant(visit.now)), bound) if len(names) > limit else ""
    return Metadata(tuple(file for file in files if file is not None), next_, total)


def _known(visit: Visit, ids: tuple[str, ...]) -> set[str]:
    """The ids under which what is known of the named vulnerabilities is found, each once."""
    found = (visit.ledger.vulnerability(name) for name in ids)
    return {file.summary.id for file in found if file is not None}
