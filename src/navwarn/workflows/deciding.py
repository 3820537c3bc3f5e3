"""Decisions: opening advisories, adding events, changing aliases, withdrawing and retracting.

Every change is planned as entries, checked against the document rules as the advisories would be afterwards,
and recorded in one transaction: all of it or nothing (documents.md R4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from navwarn.core import entry as payloads
from navwarn.core.advisory import Advisory
from navwarn.core.alias import AliasTable
from navwarn.core.entry import Draft, Entry, EntryKind
from navwarn.core.event import Event, EventType
from navwarn.core.identifier import AdvisoryId, IdKind, is_advisory_id, is_package_name, kind_of, normalise
from navwarn.core.instant import Instant
from navwarn.errors import CheckFailedError, InputError
from navwarn.workflows.checking import new_faults
from navwarn.workflows.minting import mint_ids
from navwarn.workflows.reading import one_advisory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from navwarn.core.distribution import Distribution
    from navwarn.ledger.interface import Ledger, Transaction


class RefusedDecisionError(CheckFailedError):
    """A request that was understood and must not be recorded; ``problems`` has every reason."""

    code = "NW-DECISION"

    def __init__(self, problems: Sequence[str]) -> None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{problems[0]}{more}; nothing was changed")
        self.problems = tuple(problems)


class Author(Struct, frozen=True):
    """Who decides, when, and words that stay internal."""

    actor: str
    now: Instant
    note: str = ""

    @property
    def words(self) -> dict[str, str]:
        """The internal words as the ledger keeps them."""
        return {"note": self.note} if self.note else {}


class Decision(Struct, frozen=True):
    """One event for every combination of packages and vulnerabilities."""

    packages: tuple[str, ...]
    vulnerabilities: tuple[str, ...]
    event: Event
    aliases: tuple[str, ...] = ()
    advisory_id: str = ""
    reason: str = ""
    completes_aliases: bool = False


class Outcome(Struct, frozen=True):
    """What a decision recorded, or would record: the entries, the advisories afterwards, and hints."""

    entries: tuple[Entry, ...]
    advisories: tuple[Advisory, ...]
    hints: tuple[str, ...] = ()


class _RehearsalError(Exception):
    """Ends the transaction of a dry run, so that nothing of it stays."""


class _Plan(Struct):
    """Drafts and the reasons against them, as they are found."""

    drafts: list[Draft] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)


def create(
    ledger: Ledger,
    distribution: Distribution,
    decision: Decision,
    author: Author,
    *,
    is_rehearsal: bool = False,
) -> Outcome:
    """Open an advisory with its first event for every package and vulnerability.

    Raises ``RefusedDecisionError`` where a package has the vulnerability already, by any alias.
    """
    vulnerabilities = _vulnerabilities(decision)
    for package in decision.packages:
        if not is_package_name(package):
            raise InputError(f"{package!r} is no package name: use letters, digits and . _ + @ ~ -")
    if decision.advisory_id and len(vulnerabilities) * len(decision.packages) != 1:
        raise InputError("an advisory id can be given for one package and one vulnerability only")

    def plan(transaction: Transaction) -> _Plan:
        table = AliasTable(transaction.alias_statements())
        made = _Plan()
        wanted = [(package, name) for package in decision.packages for name in vulnerabilities]
        ids = (
            [AdvisoryId(decision.advisory_id)]
            if decision.advisory_id
            else mint_ids(transaction, distribution.prefix, len(wanted))
        )
        for identifier, (package, name) in zip(ids, wanted, strict=True):
            aliases = _aliases(name, decision, table, made)
            _refuse_known(transaction, distribution, package, table.group(aliases), made)
            opened = payloads.opened(package, aliases)
            event = payloads.event_payload(decision.event)
            made.drafts.append(Draft(distribution.name, identifier, EntryKind.OPENED, opened))
            made.drafts.append(Draft(distribution.name, identifier, EntryKind.EVENT, event))
        _refuse_twice(decision.packages, vulnerabilities, table, made)
        return made

    return _record(ledger, distribution, plan, author, is_rehearsal=is_rehearsal)


def update(
    ledger: Ledger,
    distribution: Distribution,
    decision: Decision,
    author: Author,
    *,
    is_rehearsal: bool = False,
) -> Outcome:
    """Add the event to the advisory of every package and vulnerability.

    Vulnerabilities may be advisory ids, which need no package. Raises ``RefusedDecisionError`` where there is
    no such advisory, or where a false-positive determination would be overruled without a reason.
    """
    extension = dict(decision.event.extension) | ({"reason": decision.reason} if decision.reason else {})
    event = Event(decision.event.timestamp, decision.event.type, decision.event.data, extension=extension)

    def plan(transaction: Transaction) -> _Plan:
        made = _Plan()
        for advisory in _targets(transaction, distribution, decision, made):
            overrules = advisory.latest.type == EventType.FALSE_POSITIVE
            if overrules and not decision.reason:
                made.problems.append(
                    f"{advisory.id} of {advisory.package} was found not affected:"
                    " say with --reason what changed"
                )
            draft = Draft(distribution.name, advisory.id, EntryKind.EVENT, payloads.event_payload(event))
            made.drafts.append(draft)
        return made

    return _record(ledger, distribution, plan, author, is_rehearsal=is_rehearsal)


def change_aliases(
    ledger: Ledger,
    identifier: str,
    author: Author,
    *,
    added: Sequence[str] = (),
    removed: Sequence[str] = (),
    is_rehearsal: bool = False,
) -> Outcome:
    """Add or remove aliases of one advisory; raises ``RefusedDecisionError`` for any that is there or not."""
    added, removed = [normalise(a) for a in added], [normalise(a) for a in removed]

    def plan(transaction: Transaction) -> _Plan:
        made = _Plan()
        advisory = one_advisory(transaction, identifier)
        made.problems += [f"{advisory.id} has the alias {a} already" for a in added if a in advisory.aliases]
        made.problems += [f"{advisory.id} has no alias {a}" for a in removed if a not in advisory.aliases]
        change = payloads.aliases_changed(added, removed)
        made.drafts.append(Draft(advisory.distribution, advisory.id, EntryKind.ALIASES, change))
        return made

    return _record(ledger, None, plan, author, is_rehearsal=is_rehearsal)


def withdraw(
    ledger: Ledger, identifiers: Sequence[str], reason: str, author: Author, *, is_rehearsal: bool = False
) -> Outcome:
    """Withdraw advisories: they stay on record and claim nothing any more."""

    def plan(transaction: Transaction) -> _Plan:
        made = _Plan()
        for identifier in dict.fromkeys(map(normalise, identifiers)):
            advisory = one_advisory(transaction, identifier)
            if advisory.withdrawal:
                made.problems.append(f"{advisory.id} is withdrawn already")
            draft = Draft(advisory.distribution, advisory.id, EntryKind.WITHDRAWN, payloads.withdrawn(reason))
            made.drafts.append(draft)
        return made

    return _record(ledger, None, plan, author, is_rehearsal=is_rehearsal)


def retract(
    ledger: Ledger, sequences: Sequence[int], reason: str, author: Author, *, is_rehearsal: bool = False
) -> Outcome:
    """Declare entries wrong; a withdrawal that is retracted brings its advisory back."""

    def plan(transaction: Transaction) -> _Plan:
        made = _Plan()
        last = transaction.head().size
        for sequence in dict.fromkeys(sequences):
            if sequence > last:
                made.problems.append(f"there is no entry {sequence}")
                continue
            entry = next(transaction.entries(after=sequence - 1, until=sequence))
            correction = payloads.retracted(sequence, reason)
            made.drafts.append(Draft(entry.distribution, entry.advisory, EntryKind.RETRACTED, correction))
        return made

    return _record(ledger, None, plan, author, is_rehearsal=is_rehearsal)


def _record(
    ledger: Ledger,
    distribution: Distribution | None,
    plan: Callable[[Transaction], _Plan],
    author: Author,
    *,
    is_rehearsal: bool,
) -> Outcome:
    """Plan inside a transaction, append, and check the advisories as they are then."""
    outcome = Outcome((), ())
    try:
        with ledger.write(now=author.now, actor=author.actor) as transaction:
            made = plan(transaction)
            _refuse(made.problems)
            ids = list(dict.fromkeys(draft.advisory for draft in made.drafts))
            before = {identifier: transaction.advisory(identifier) for identifier in ids}
            groups = _groups(transaction, made.drafts)
            entries = transaction.append(made.drafts, words=author.words)
            after = [found for identifier in ids if (found := transaction.advisory(identifier))]
            _refuse([twin for one in after for twin in _twins(transaction, before[one.id], one, groups)])
            _refuse(
                [
                    problem
                    for advisory in after
                    for problem in new_faults(before[advisory.id], advisory, distribution, author.now)
                ]
            )
            outcome = Outcome(tuple(entries), tuple(after), tuple(made.hints))
            if is_rehearsal:
                raise _RehearsalError  # noqa: TRY301  # the transaction must see it to be rolled back
    except _RehearsalError:
        pass
    return outcome


def _groups(transaction: Transaction, drafts: Sequence[Draft]) -> AliasTable | None:
    """The alias groups before a change that may give an advisory more ids, or bring one back."""
    kinds = {draft.kind for draft in drafts}
    if kinds.isdisjoint({EntryKind.ALIASES, EntryKind.RETRACTED}):
        return None
    return AliasTable(transaction.alias_statements())


def _twins(
    transaction: Transaction, before: Advisory | None, after: Advisory, groups: AliasTable | None
) -> list[str]:
    """Other advisories of the package about a vulnerability that this one was not about before."""
    if groups is None or before is None or after.withdrawal:
        return []
    was = () if before.withdrawal or before.package != after.package else before.aliases
    gained = [alias for alias in after.aliases if alias not in was]
    found = transaction.find(after.distribution, after.package, groups.group(gained)) if gained else ()
    return [
        f"{after.package} has that vulnerability already, in {other.id}"
        for other in found
        if other.id != after.id and not other.withdrawal
    ]


def _refuse(problems: Sequence[str]) -> None:
    """Stop if there is any reason against the decision."""
    if problems:
        raise RefusedDecisionError(problems)


def _vulnerabilities(decision: Decision) -> list[str]:
    """The ids to open advisories for, as their families write them, none twice."""
    names = list(dict.fromkeys(map(normalise, decision.vulnerabilities)))
    for name in names:
        if is_advisory_id(name):
            raise InputError(f"{name} is an advisory id: name the vulnerability by its CVE, GHSA or GO id")
    if decision.aliases and len(names) > 1:
        raise InputError("aliases can be given for one vulnerability at a time")
    return names


def _aliases(name: str, decision: Decision, table: AliasTable, made: _Plan) -> list[str]:
    """The aliases of a new advisory: what was given, and what is known where that is asked for."""
    given = list(dict.fromkeys([name, *map(normalise, decision.aliases)]))
    known = [
        partner
        for kind in (IdKind.CVE, IdKind.GHSA)
        if kind is not kind_of(name)
        for partner in table.partners(name, kind)
        if partner not in given
    ]
    if known and not decision.completes_aliases:
        hint = f"{name} is also known as {', '.join(known)}: --complete-aliases records that too"
        if hint not in made.hints:
            made.hints.append(hint)
        known = []
    return sorted({*given, *known})


def _refuse_known(
    transaction: Transaction, distribution: Distribution, package: str, names: frozenset[str], made: _Plan
) -> None:
    made.problems.extend(
        f"{package} has {', '.join(advisory.aliases)} already, in {advisory.id} ({advisory.status.label})"
        for advisory in transaction.find(distribution.name, package, names)
        if not advisory.withdrawal
    )


def _refuse_twice(packages: Sequence[str], names: Sequence[str], table: AliasTable, made: _Plan) -> None:
    for index, name in enumerate(names):
        twin = next((other for other in names[:index] if other in table.group([name])), None)
        if twin is not None:
            made.problems.append(f"{twin} and {name} are one vulnerability: name it once")
    made.problems.extend(
        f"package {package!r} is named twice"
        for index, package in enumerate(packages)
        if package in packages[:index]
    )


def _targets(
    transaction: Transaction, distribution: Distribution, decision: Decision, made: _Plan
) -> list[Advisory]:
    """The advisories that the decision is about, each once; a problem for each that is not there."""
    table = AliasTable(transaction.alias_statements())
    found: dict[str, Advisory] = {}
    for name in map(normalise, decision.vulnerabilities):
        if is_advisory_id(name):
            advisory = transaction.advisory(name)
            matches = [advisory] if advisory and advisory.distribution == distribution.name else []
            _add_target(matches, name, decision.packages, found, made)
            continue
        if not decision.packages:
            raise InputError(f"name the packages whose {name} this is about with --package")
        for package in decision.packages:
            matches = transaction.find(distribution.name, package, table.group([name]))
            _add_target(matches, name, (package,), found, made)
    return list(found.values())


def _add_target(
    matches: Sequence[Advisory],
    name: str,
    packages: Sequence[str],
    found: dict[str, Advisory],
    made: _Plan,
) -> None:
    live = [advisory for advisory in matches if not advisory.withdrawal]
    where = f"{' and '.join(packages)} has" if packages else "there is"
    if not matches:
        made.problems.append(f"{where} no advisory for {name}: `advisory create` opens one")
    elif not live:
        made.problems.append(f"{matches[0].id} ({name}) is withdrawn")
    elif packages and live[0].package not in packages:
        made.problems.append(f"{live[0].id} is about package {live[0].package}")
    elif len(live) > 1:
        ids = " and ".join(advisory.id for advisory in live)
        made.problems.append(f"{where} two advisories for {name}, {ids}: name the one that is meant")
    else:
        found[live[0].id] = live[0]
