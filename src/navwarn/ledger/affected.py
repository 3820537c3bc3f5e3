"""Which packages a record is about, as the index of records by package holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.ecosystem import bare_name, folded_ecosystem, folded_package

if TYPE_CHECKING:
    from navwarn.core.record import Record

Folded = tuple[str, str]
"""An ecosystem and a package, both folded."""


def affected_packages(record: Record) -> tuple[Folded, ...]:
    """Every package that the record names with its ecosystem, each once, sorted; also without its group."""
    named = {
        (folded_ecosystem(one.ecosystem), one.package)
        for one in record.affected
        if one.ecosystem and one.package
    }
    named |= {(ecosystem, bare) for ecosystem, name in named if (bare := bare_name(ecosystem, name))}
    return tuple(sorted({(ecosystem, folded_package(name)) for ecosystem, name in named}))
