"""What feeds are made of: directories and ledgers, at any two moments."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from navwarn.core.distribution import Distribution, SecdbSettings
from navwarn.core.instant import parse_instant, parse_moment
from navwarn.core.moments import Moments
from navwarn.core.standing import standing_of
from navwarn.core.status import Status
from navwarn.feeds import secdb
from navwarn.feeds.interface import ContradictionError, EmptyFeedError, Statement
from navwarn.ledger import open_ledger
from navwarn.workflows import secdb_feed
from navwarn.workflows.directory_feed import UnreadableSourceError, snapshot_of_directory
from navwarn.workflows.feed import held_fixes, refuse_empty, standings_of_ledger
from navwarn.workflows.importing import import_directory
from navwarn.workflows.kept_standings import standings_of_directory
from tests.workflows.feed_trees import FIXED, NOT_AFFECTED, OPEN, advisory, document, event

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.core.snapshot import Snapshot
    from navwarn.core.standing import Standing
    from navwarn.ledger.interface import Ledger

NOW = parse_instant("2024-06-01T00:00:00Z")
ACME = Distribution("acme", "Acme", "NW", "pkg:apk/acme", any_prefix=True)
ENTERPRISE = replace(ACME, name="enterprise", includes=("acme",))
DISTRIBUTIONS = {"acme": ACME, "enterprise": ENTERPRISE}
ONE, TWO = "NW-2222-2222-2222", "NW-2222-2222-3333"
CVE, OTHER = "CVE-2024-0001", "CVE-2024-0002"


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVWARN_CACHE", "off")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    directory = tmp_path / "advisories"
    document(directory, "zlib", advisory(ONE, CVE, event(OPEN, 1), event(FIXED, 3, "1.3-r1")))
    document(directory, "zlib-ng", advisory(TWO, OTHER, event(NOT_AFFECTED, 5)))
    return directory


def record(ledger: Ledger, directory: Path, distribution: Distribution = ACME) -> None:
    import_directory(ledger, distribution, directory, now=NOW, actor="tester", max_bytes=10**7)


def statements(snapshot: Snapshot[Standing]) -> list[Statement]:
    return secdb.parse(secdb.render(snapshot, SecdbSettings()))


def test_packages_of_a_directory_stand_in_the_order_of_file_names(tree: Path) -> None:
    assert [item.package for item in snapshot_of_directory(tree, ACME).advisories] == ["zlib-ng", "zlib"]


@pytest.mark.parametrize(
    ("moment", "found"), [("2023-12-31", []), ("2024-01-02", [OPEN]), ("2024-01-03", [FIXED])]
)
def test_a_directory_can_be_asked_what_was_true_then(tree: Path, moment: str, found: list[str]) -> None:
    asked = snapshot_of_directory(tree, ACME, parse_moment(moment))
    assert [item.latest.type for item in asked.advisories if item.package == "zlib"] == found


def test_directory_and_ledger_make_the_same_bytes(tree: Path, tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "ledger.sqlite"), create=True) as ledger:
        record(ledger, tree)
        recorded = standings_of_ledger(ledger, DISTRIBUTIONS, "acme", Moments())
    from_ledger = secdb_feed.render_ledger(recorded, SecdbSettings(), ())
    read = [(tree, standings_of_directory(tree, ACME))]
    assert from_ledger == secdb_feed.render_directories(read, SecdbSettings(), ())


def test_a_distribution_comes_with_those_it_includes_as_known_at_one_moment(
    tree: Path, tmp_path: Path
) -> None:
    own = tmp_path / "enterprise"
    document(own, "zlib", advisory("NW-2222-2222-4444", CVE, event(FIXED, 4, "1.3-r9")))
    with open_ledger(str(tmp_path / "ledger.sqlite"), create=True) as ledger:
        record(ledger, tree)
        known = ledger.head().size
        record(ledger, own, ENTERPRISE)
        both = standings_of_ledger(ledger, DISTRIBUTIONS, "enterprise", Moments())
        before = standings_of_ledger(ledger, DISTRIBUTIONS, "enterprise", Moments(known=known))
        assert both.moments.known == both.includes[0].moments.known == ledger.head().size
    assert statements(both) == [Statement("zlib", "1.3-r9", CVE), Statement("zlib-ng", "0", OTHER)]
    assert statements(before) == [Statement("zlib-ng", "0", OTHER), Statement("zlib", "1.3-r1", CVE)]


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        (("id: ", "identifier: "), 7, "D1"),
        (("  name: zlib\n", "  name: ''\n"), 4, "D5"),
        (("  name: zlib\n", "  name: zlib-ng\n"), 4, "C3"),
        (("fixed-version: 1.3-r1", "fixed-version: '0'"), 18, "D21"),
        (("data:\n          fixed-version: 1.3-r1", "data: {}"), 17, "D21"),
    ],
)
def test_a_document_that_would_say_something_wrong_is_refused_with_its_place(
    tree: Path, change: tuple[str, str], place: int, rule: str
) -> None:
    path = tree / "zlib.advisories.yaml"
    path.write_text(path.read_text().replace(*change))
    with pytest.raises(UnreadableSourceError) as caught:
        snapshot_of_directory(tree, ACME)
    assert caught.value.exit_status == 2
    assert caught.value.message.startswith(f"{path}:{place}: {rule}: ")


def test_every_fault_is_kept_although_the_sentence_names_the_first(tree: Path) -> None:
    for path in tree.iterdir():
        path.write_text("[")
    with pytest.raises(UnreadableSourceError, match=r"\(and 1 more\)") as caught:
        snapshot_of_directory(tree, ACME)
    assert len(caught.value.faults) == 2


def test_an_extended_document_withdraws_its_advisory_from_its_time_on(tree: Path) -> None:
    path = tree / "zlib.advisories.yaml"
    at, reason = "2024-02-01T00:00:00Z", "filed twice"
    note = f"    x-navwarn:\n      withdrawn:\n        at: {at}\n        reason: {reason}\n"
    path.write_text(path.read_text().replace("    aliases:\n", note + "    aliases:\n"))
    (_, now) = snapshot_of_directory(tree, ACME).advisories
    (_, then) = snapshot_of_directory(tree, ACME, parse_moment("2024-01-31")).advisories
    assert (now.status, then.status) == (Status.WITHDRAWN, Status.FIXED)
    assert now.withdrawal is not None
    assert (now.withdrawal.at, now.withdrawal.reason, now.modified) == (
        parse_instant(at),
        reason,
        parse_instant(at),
    )


@pytest.mark.parametrize("moment", ["2023-12-31", "2024-01-02", "2024-01-31", "2024-02-01"])
def test_standings_of_a_directory_are_those_of_its_advisories(tree: Path, moment: str) -> None:
    path = tree / "zlib.advisories.yaml"
    note = "    x-navwarn:\n      withdrawn:\n        at: 2024-02-01T00:00:00Z\n"
    path.write_text(path.read_text().replace("    aliases:\n", note + "    aliases:\n"))
    split = event(FIXED, 4, "5.2-r0") + "        x-navwarn:\n          architectures:\n            - x86_64\n"
    document(tree, "bash", advisory("NW-2222-2222-4444", CVE, event(OPEN, 1), split))
    whole = snapshot_of_directory(tree, ACME, parse_moment(moment))
    standings = standings_of_directory(tree, ACME, parse_moment(moment))
    assert standings.advisories == tuple(map(standing_of, whole.advisories))
    assert standings.moments == whole.moments


def test_a_withdrawal_without_a_time_counts_from_the_last_event(tree: Path) -> None:
    path = tree / "zlib.advisories.yaml"
    path.write_text(
        path.read_text().replace("    aliases:\n", "    x-navwarn: {withdrawn: true}\n    aliases:\n")
    )
    (_, now) = snapshot_of_directory(tree, ACME).advisories
    assert now.withdrawal is not None
    assert now.withdrawal.at == parse_instant("2024-01-03T00:00:00Z")


def test_a_source_without_any_advisory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    snapshot = snapshot_of_directory(tmp_path / "empty", ACME)
    with pytest.raises(EmptyFeedError, match=r"^distribution acme has no advisory"):
        refuse_empty([snapshot])
    with pytest.raises(EmptyFeedError, match=r"/empty has no advisory"):
        refuse_empty([snapshot], [tmp_path / "empty"])


def test_a_directory_with_nothing_closed_is_refused_by_name(tree: Path, tmp_path: Path) -> None:
    open_only = tmp_path / "open"
    document(open_only, "bash", advisory("NW-2222-2222-4444", CVE, event(OPEN, 1)))
    sources = [(path, standings_of_directory(path, ACME)) for path in (tree, open_only)]
    refuse_empty([snapshot for _, snapshot in sources])
    with pytest.raises(EmptyFeedError, match=str(open_only)):
        secdb_feed.render_directories(sources, SecdbSettings(), ())


def test_directories_come_one_after_the_other_and_may_overlap(tree: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    document(other, "bash", advisory("NW-2222-2222-4444", CVE, event(FIXED, 4, "5.2-r0")))
    document(other, "zlib", advisory("NW-2222-2222-5555", CVE, event(NOT_AFFECTED, 4)))
    sources = [(path, standings_of_directory(path, ACME)) for path in (tree, other)]
    data = secdb_feed.render_directories(sources, SecdbSettings(), ())
    names = [entry["pkg"]["name"] for entry in json.loads(data)["packages"]]
    assert names == ["zlib-ng", "zlib", "bash", "zlib"]
    with pytest.raises(ContradictionError, match="package zlib is in more than one directory"):
        secdb_feed.render_directories(sources, SecdbSettings(), (), is_strict=True)


def test_fixes_ahead_of_every_index_given_are_found(tree: Path, tmp_path: Path) -> None:
    index = tmp_path / "APKINDEX"
    index.write_text("P:zlib\nV:1.3-r0\nA:aarch64\n")
    snapshot = snapshot_of_directory(tree, ACME)
    assert held_fixes([snapshot], ("x86_64",), [index]) == []
    assert held_fixes([snapshot], ("x86_64", "aarch64"), []) == []
    (held,) = held_fixes([snapshot], ("x86_64", "aarch64"), [index])
    assert (held.advisory, held.architecture, held.published) == (ONE, "aarch64", "1.3-r0")


def test_real_documents_make_a_whole_database(test_data: Path) -> None:
    snapshot = standings_of_directory(test_data / "wolfi-advisories", ACME)
    data = secdb_feed.render_ledger(snapshot, SecdbSettings(), ())
    said = secdb.parse(data)
    assert len(snapshot.advisories) == 14_536
    assert len(said) == sum(
        len(item.aliases)
        for item in snapshot.advisories
        if item.status in {Status.FIXED, Status.NOT_AFFECTED}
    )
    assert len({statement.package for statement in said}) == data.count(b'"pkg": {')
