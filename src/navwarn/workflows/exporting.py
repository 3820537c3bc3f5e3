"""Export: the ledger's advisories as documents, byte for byte as they came where nothing was edited."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from navwarn.core.instant import format_exact
from navwarn.documents.document import SCHEMA_VERSION, AdvisoryDocument, Document, file_name
from navwarn.documents.edit import edit
from navwarn.documents.parse import parse
from navwarn.errors import ExternalError, InputError
from navwarn.ledger.interface import Query
from navwarn.workflows.files import write_atomically
from navwarn.workflows.folder import list_files
from navwarn.workflows.parallel import map_parallel

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from navwarn.core.advisory import Advisory
    from navwarn.core.distribution import Distribution
    from navwarn.ledger.interface import Reader

_COST_OF_ADVISORY = 400
"""Bytes of YAML an advisory takes, about: how the work of writing it is weighed."""


class ExportedDocument(Struct, frozen=True):
    """One document as it is to be written."""

    name: str
    text: str


class ExportReport(Struct, frozen=True):
    """What an export wrote: number of documents, of those that changed, and files it knows nothing about."""

    documents: int
    written: int
    foreign: tuple[Path, ...]


def render_documents(
    reader: Reader,
    distribution: Distribution,
    *,
    packages: Collection[str] = (),
    is_extended: bool = False,
) -> list[ExportedDocument]:
    """The documents of a distribution in the byte order of their names.

    Plain documents hold what schema v2 can say, so withdrawn advisories are left out; extended ones
    (documents.md X2) have everything, for Navwarn to read again.
    """
    query = Query(distributions=(distribution.name,), packages=tuple(packages), include_withdrawn=is_extended)
    by_package: dict[str, list[Advisory]] = defaultdict(list)
    for advisory in reader.advisories(query):
        by_package[advisory.package].append(advisory)
    missing = [package for package in packages if package not in by_package]
    if missing:
        raise InputError(f"{distribution.name} has no advisory for package {', '.join(missing)}")
    stored = {
        document.package: document.text
        for document in reader.stored_documents(distribution.name, list(by_package))
    }

    def render(package: str) -> ExportedDocument:
        wanted = _document(package, by_package[package], is_extended=is_extended)
        source = parse(stored[package]) if package in stored else None
        return ExportedDocument(file_name(package), edit(source, wanted, extended=is_extended))

    def cost(package: str) -> int:
        return len(stored.get(package, b"")) + _COST_OF_ADVISORY * len(by_package[package])

    return map_parallel(render, list(by_package), cost=cost)


def export_directory(
    reader: Reader,
    distribution: Distribution,
    directory: Path,
    *,
    packages: Collection[str] = (),
    is_extended: bool = False,
    is_pruned: bool = False,
) -> ExportReport:
    """Write the documents of a distribution into a directory; unchanged files are not touched.

    Documents there that the ledger does not have are reported, and removed where ``is_pruned``.
    """
    documents = render_documents(reader, distribution, packages=packages, is_extended=is_extended)
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExternalError(f"{directory} cannot be made: {error.strerror}", code="NW-DISK") from None
    written = sum(_write(directory / document.name, document.text.encode()) for document in documents)
    names = {document.name for document in documents}
    foreign = [] if packages else [path for path in list_files(directory) if path.name not in names]
    if is_pruned:
        for path in foreign:
            path.unlink()
    return ExportReport(len(documents), written, tuple(foreign))


def documents_text(advisories: Sequence[Advisory]) -> str:
    """The advisories as documents, one for each package, separated by ``---`` (documents.md K2)."""
    by_package: dict[str, list[Advisory]] = defaultdict(list)
    for advisory in advisories:
        by_package[advisory.package].append(advisory)
    return "---\n".join(
        edit(None, _document(package, group, is_extended=False)) for package, group in by_package.items()
    )


def _write(path: Path, data: bytes) -> bool:
    """Whether the file had to be written."""
    if path.is_file() and path.read_bytes() == data:
        return False
    write_atomically(path, data)
    return True


def _document(package: str, advisories: list[Advisory], *, is_extended: bool) -> Document:
    return Document(
        schema_version=SCHEMA_VERSION,
        package=package,
        advisories=tuple(_advisory(advisory, is_extended=is_extended) for advisory in advisories),
    )


def _advisory(advisory: Advisory, *, is_extended: bool) -> AdvisoryDocument:
    extension = {}
    if is_extended and advisory.withdrawal:
        extension["withdrawn"] = {
            "at": format_exact(advisory.withdrawal.at),
            "reason": advisory.withdrawal.reason,
        }
    return AdvisoryDocument(advisory.id, advisory.aliases, advisory.events, extension=extension)
