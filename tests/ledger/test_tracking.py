"""Tracked images on both databases: histories of tags, distinct components, what is to be judged anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from navwarn.core.finding import Finding, MatchKind
from navwarn.core.inventory import (
    Component,
    Distro,
    ImageSource,
    Inventory,
    Owner,
    Ownership,
    Remark,
    SourceKind,
    component_order,
)
from navwarn.core.moments import LATEST, Moments
from navwarn.core.record import Affected
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure
from navwarn.ledger import open_ledger
from navwarn.ledger.tracking import UnknownImageError
from tests.ledger.database import engine_of
from tests.ledger.knowledge import WITHDRAWN, cve, ghsa, learn
from tests.ledger.making import CVE, GHSA, ONE, START, day, event, opened, record

if TYPE_CHECKING:
    from pathlib import Path

    from navwarn.core.instant import Instant
    from navwarn.ledger.interface import Ledger

ACME = Distro("acme", "1")
ZLIB = Component("apk", "libz", "1.3-r0", "acme", origin="zlib", locations=("/lib/apk/db/installed",))
CURL = Component("apk", "curl", "8.0-r0", "acme", origin="curl", locations=("/lib/apk/db/installed",))
NET = Component("golang", "net", "v0.7.0", "golang.org/x", locations=("/usr/bin/tool",))


def image(number: int, *components: Component, tag: str = "1", platform: str = "linux/amd64") -> Inventory:
    """An image that holds these components."""
    digest = f"sha256:{number:064x}"
    return Inventory(
        ImageSource(
            SourceKind.REGISTRY,
            f"registry.example/app:{tag}",
            digest,
            repository="registry.example/app",
            tag=tag,
            platform=platform,
        ),
        ACME,
        tuple(sorted(components, key=component_order)),
        size=100,
    )


def add(ledger: Ledger, *inventories: Inventory, now: Instant = START) -> list[bool]:
    """Whether each of the images was new."""
    with ledger.track(now=now) as transaction:
        return [transaction.add_image(one) for one in inventories]


def judge(ledger: Ledger, **found: str) -> list[str]:
    """The names of components that were stale, in order, once each is judged.

    ``found`` gives, by name, the vulnerability that is found in a component.
    """
    with ledger.track(now=START) as transaction:
        stale = transaction.stale(100)
        findings = {}
        for number, one in stale.items():
            name = one.component.name
            vulnerabilities = [found[name]] if name in found else []
            findings[number] = [finding(cve_id, one.component) for cve_id in vulnerabilities]
        transaction.store_findings(findings)
    return sorted(one.component.name for one in stale.values())


def finding(vulnerability: str, component: Component) -> Finding:
    """A finding of high severity that is open."""
    return Finding(vulnerability, (), component, MatchKind.ORIGIN, Exposure.VULNERABLE, Severity.HIGH)


def test_an_image_is_given_back_as_it_was_added(ledger: Ledger) -> None:
    one = image(1, ZLIB, NET)
    assert add(ledger, one) == [True]
    (tracked,) = ledger.tracking.counted(ledger.tracking.images())
    assert (tracked.digest, tracked.distro, tracked.size, tracked.components) == (
        one.source.digest,
        "acme",
        100,
        2,
    )
    assert [tag.name for tag in tracked.tags] == ["registry.example/app:1"]
    assert ledger.tracking.inventory(tracked.number) == one
    assert ledger.tracking.image_count() == 1


def test_the_same_digest_is_one_image_under_all_its_tags(ledger: Ledger) -> None:
    assert add(ledger, image(1, ZLIB), image(1, ZLIB, tag="latest")) == [True, False]
    (tracked,) = ledger.tracking.images()
    assert [tag.tag for tag in tracked.tags] == ["1", "latest"]


def test_a_digest_that_another_one_begins_with_is_another_image(ledger: Ledger) -> None:
    whole = image(1, ZLIB)
    begun = replace(whole, source=replace(whole.source, digest=whole.source.digest[:-1]))
    assert add(ledger, whole, begun) == [True, True]
    assert [one.digest for one in ledger.tracking.images()] == [begun.source.digest, whole.source.digest]


def test_sources_that_an_sbom_names_are_no_packages_of_an_image(ledger: Ledger) -> None:
    source = Component("generic", "zlib", "1.3", purl="pkg:generic/zlib@1.3?download_url=https%3A%2F%2Fx")
    add(ledger, image(1, ZLIB, source, Component("oci", "app", "sha256:ab")))
    with ledger.track(now=START) as transaction:
        stale = transaction.stale(100)
        transaction.store_findings(dict.fromkeys(stale, ()), missed=stale)
    (tracked,) = ledger.tracking.counted(ledger.tracking.images())
    assert (tracked.components, tracked.not_evaluated, tracked.is_judged) == (1, 1, False)
    assert len(ledger.tracking.inventory(tracked.number).components) == 3


def test_a_vulnerability_counts_once_in_an_image_by_the_worst_of_its_severities(ledger: Ledger) -> None:
    add(ledger, image(1, ZLIB, CURL), image(2, CURL), image(3))
    judge(ledger, libz="CVE-2024-0001", curl="CVE-2024-0001")
    with ledger.track(now=START) as transaction:
        transaction.mark_all()
        found = {
            number: [replace(finding("CVE-2024-0001", one.component), severity=Severity.LOW)]
            for number, one in transaction.stale(100).items()
            if one.component.name == "curl"
        }
        transaction.store_findings(found)
    counted = ledger.tracking.counted(ledger.tracking.images())
    assert [one.severities for one in counted] == [{}, {Severity.LOW: 1}, {Severity.HIGH: 1}]


def test_what_a_later_reading_finds_replaces_what_an_earlier_one_found(ledger: Ledger) -> None:
    add(ledger, image(1, ZLIB))
    add(ledger, image(1, ZLIB, CURL), now=day(1))
    (tracked,) = ledger.tracking.counted(ledger.tracking.images())
    assert (tracked.components, tracked.added_at) == (2, START)


def test_an_image_says_what_of_it_could_not_be_read(ledger: Ledger) -> None:
    remark = Remark("rpm-database", "/var/lib/rpm", "it is not read")
    add(ledger, image(1, ZLIB), replace(image(2, ZLIB), remarks=(remark,)))
    assert [ledger.tracking.remarks(number) for number in (1, 2)] == [(), (remark,)]


def test_an_image_is_unsure_where_a_package_or_all_of_its_distribution_was_missed(ledger: Ledger) -> None:
    add(ledger, image(1, ZLIB, CURL), image(2, CURL, NET), image(3, NET), image(4, ZLIB, NET))
    with ledger.track(now=START) as transaction:
        stale = transaction.stale(100)
        missed = [number for number, one in stale.items() if one.component.name == "curl"]
        transaction.store_findings(dict.fromkeys(stale, ()), missed)

    def unsure(package: str, *, of_distributions: bool) -> list[int]:
        is_unsure = ledger.tracking.is_unsure
        return [
            number
            for number in (1, 2, 3, 4)
            if is_unsure(number, [package], of_distributions=of_distributions)
        ]

    assert unsure("curl", of_distributions=False) == [1, 2]
    assert unsure("zlib", of_distributions=False) == []
    assert unsure("zlib", of_distributions=True) == [2]


def test_a_tag_names_one_image_after_the_other(ledger: Ledger) -> None:
    add(ledger, image(1, ZLIB))
    add(ledger, image(1, ZLIB), now=day(1))
    add(ledger, image(2, CURL), now=day(2))
    add(ledger, image(1, ZLIB), now=day(3))
    history = ledger.tracking.tag_history("registry.example/app", "1")
    assert [(tag.image, tag.seen_at) for tag in history] == [(1, day(3)), (2, day(2)), (1, START)]


def test_the_tags_of_an_image_are_told_the_oldest_first(ledger: Ledger) -> None:
    for number, tag in enumerate(["b", "c", "a"]):
        add(ledger, image(1, ZLIB, tag=tag), now=day(number))
    (tracked,) = ledger.tracking.images()
    assert [tag.tag for tag in tracked.tags] == ["b", "c", "a"]


def test_a_tag_moved_twice_within_one_moment_keeps_its_order(ledger: Ledger) -> None:
    add(ledger, image(1, ZLIB), image(2, CURL), image(3, NET))
    history = ledger.tracking.tag_history("registry.example/app", "1")
    assert [tag.image for tag in history] == [3, 2, 1]


@pytest.mark.parametrize(
    "name",
    [
        f"sha256:{2:064x}",
        f"registry.example/app@sha256:{2:064x}",
        "registry.example/app:2",
        "registry.example/app",
    ],
)
def test_an_image_is_found_by_digest_tag_and_the_latest_tag(ledger: Ledger, name: str) -> None:
    add(ledger, image(1, ZLIB), image(2, CURL, tag="2"), image(2, CURL, tag="latest"))
    assert ledger.tracking.image(name).number == 2


def test_an_image_that_is_not_tracked_or_not_clear_is_refused(ledger: Ledger) -> None:
    add(ledger, image(1, ZLIB), image(2, CURL, platform="linux/arm64"))
    with pytest.raises(UnknownImageError, match="names no tracked image"):
        ledger.tracking.image("registry.example/other:1")
    with pytest.raises(UnknownImageError, match="more than one"):
        ledger.tracking.image("sha256:000000")
    with pytest.raises(UnknownImageError, match="more than one"):
        ledger.tracking.image("registry.example/app:1")


def test_images_come_in_pages_the_newest_first(ledger: Ledger) -> None:
    for number in range(1, 6):
        add(ledger, image(number, ZLIB), now=day(number // 2))
    first = ledger.tracking.images(limit=2)
    second = ledger.tracking.images(limit=2, before=(first[-1].added_at, first[-1].number))
    third = ledger.tracking.images(limit=2, before=(second[-1].added_at, second[-1].number))
    assert [one.number for one in (*first, *second, *third)] == [5, 4, 3, 2, 1]
    assert ledger.tracking.images(repository="registry.example/app", limit=1)[0].number == 5
    assert ledger.tracking.images(repository="registry.example/none") == []


def test_components_are_judged_once_however_many_images_hold_them(ledger: Ledger) -> None:
    add(ledger, image(1, ZLIB, CURL), image(2, ZLIB, NET))
    assert not ledger.tracking.is_judged("")
    assert judge(ledger, libz="CVE-2024-0001") == ["curl", "libz", "net"]
    assert ledger.tracking.is_judged("")
    found = ledger.tracking.open_to(["CVE-2024-0001"])
    libz = [replace(ZLIB, locations=())]
    assert {image: [one.component for one in some] for image, some in found.items()} == {1: libz, 2: libz}
    counted = ledger.tracking.counted(ledger.tracking.images_numbered([1, 2]).values())
    assert [one.severities for one in counted] == [{Severity.HIGH: 1}] * 2
    assert ledger.tracking.counted(counted) == counted
    assert judge(ledger) == []


def judge_anew(ledger: Ledger, vulnerability: str) -> None:
    """Judge all that is tracked once more: in every ``libz`` the vulnerability is found."""
    with ledger.track(now=START) as transaction:
        transaction.mark_all()
    judge(ledger, libz=vulnerability)


def test_what_is_found_takes_the_place_of_what_was_found_before(ledger: Ledger) -> None:
    add(ledger, image(1, ZLIB, CURL))
    for vulnerability in ("CVE-2024-0001", "CVE-2024-0002", "CVE-2024-0002"):
        judge_anew(ledger, vulnerability)
    assert ledger.tracking.open_to(["CVE-2024-0001"]) == {}
    assert list(ledger.tracking.open_to(["CVE-2024-0002"])) == [1]


def test_findings_that_stay_the_same_are_not_written_again(tmp_path: Path) -> None:
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        add(ledger, image(1, ZLIB))

        def written(vulnerability: str) -> int:
            query = "SELECT total_changes()"
            ((before,),) = engine_of(ledger).rows(query)
            judge_anew(ledger, vulnerability)
            ((after,),) = engine_of(ledger).rows(query)
            return int(after - before)

        written("CVE-2024-0001")
        same, other = written("CVE-2024-0001"), written("CVE-2024-0002")
        assert other == same + 2  # one removed, one added


def test_a_new_image_brings_only_its_own_components_to_judge(ledger: Ledger) -> None:
    add(ledger, image(1, ZLIB))
    judge(ledger)
    add(ledger, image(2, ZLIB, CURL))
    assert judge(ledger) == ["curl"]


def test_entries_make_stale_what_they_are_about_by_name_origin_and_owner(ledger: Ledger) -> None:
    owned = Component(
        "pypi",
        "jinja2",
        "3.1",
        ownership=Ownership.OWNED,
        owner=Owner("apk", "libz", "1.3-r0", "zlib"),
    )
    add(ledger, image(1, ZLIB, CURL, owned))
    judge(ledger)
    record(ledger, opened(ONE, "zlib"), event(ONE))
    assert not ledger.tracking.is_judged("")
    assert judge(ledger) == ["jinja2", "libz"]
    record(ledger, event(ONE, "true-positive-determination", day(1)))
    assert judge(ledger) == ["jinja2", "libz"]
    record(
        ledger, opened(ONE.__class__("NW-8888-3333-4444"), "curl"), event(ONE.__class__("NW-8888-3333-4444"))
    )
    assert judge(ledger) == ["curl"]


def test_records_make_stale_the_components_they_are_about(ledger: Ledger) -> None:
    add(ledger, image(1, ZLIB, NET))
    judge(ledger)
    learn(ledger, ghsa(affected=(Affected(ecosystem="Go", package="golang.org/x/net"),)))
    assert judge(ledger) == ["net"]
    learn(ledger, ghsa(modified=day(1)), now=day(1))
    assert judge(ledger) == ["net"], "a record that is no longer about it concerns it as well"
    learn(ledger, ghsa(modified=day(2), title="Other"), now=day(2))
    assert judge(ledger) == []


def test_records_about_source_packages_make_stale_what_is_built_from_them(ledger: Ledger) -> None:
    """Records of distributions name source packages, in any spelling; images hold what was built of them."""
    built = Component("deb", "libxml2-utils", "2.9-1", "debian", origin="Lib_XML2")
    add(ledger, image(1, ZLIB, built, CURL))
    judge(ledger)
    learn(ledger, ghsa(affected=(Affected(ecosystem="Debian:12", package="lib-xml2"),)))
    assert judge(ledger) == ["libxml2-utils"]
    learn(ledger, ghsa(modified=day(1), flags=WITHDRAWN), now=day(1))
    assert judge(ledger) == ["libxml2-utils"], "what it said before was about it"


def test_an_artifact_whose_group_is_guessed_is_found_by_its_name_alone(ledger: Ledger) -> None:
    guessed = Component("maven", "core", "1", "core", is_namespace_known=False)
    add(ledger, image(1, guessed, Component("maven", "core", "1", "com.acme")))
    judge(ledger)
    about = (Affected(ecosystem="Maven", package="org.spring:core"),)
    learn(ledger, ghsa(affected=about))
    assert ledger.evidence.records_of([("Maven", ":core")])
    assert judge(ledger) == ["core"], "the one whose group is told is another"


def test_records_about_an_alias_of_our_advisory_make_its_package_stale(ledger: Ledger) -> None:
    record(ledger, opened(ONE, "zlib", (CVE, GHSA)), event(ONE))
    add(ledger, image(1, ZLIB, CURL))
    judge(ledger)
    learn(ledger, cve(CVE))
    assert judge(ledger) == ["libz"]


def test_records_about_an_alias_of_a_record_make_its_package_stale(ledger: Ledger) -> None:
    about_net = (Affected(ecosystem="Go", package="golang.org/x/net"),)
    learn(ledger, ghsa("CVE-2024-10001", affected=about_net))
    add(ledger, image(1, ZLIB, NET))
    judge(ledger)
    learn(ledger, cve("CVE-2024-10001"))
    assert judge(ledger) == ["net"]


def test_records_are_found_by_the_packages_they_are_about(ledger: Ledger) -> None:
    about = (
        Affected(ecosystem="PyPI", package="Zope.Interface"),
        Affected(ecosystem="Debian:12", package="zlib"),
    )
    learn(ledger, ghsa(affected=about))
    found = ledger.evidence.records_of([("PyPI", "zope-interface"), ("Go", "zlib")])
    assert [one.id for one in found] == [GHSA]
    assert ledger.evidence.records_of([("Debian:11", "zlib")]) == []
    assert ledger.evidence.covered_ecosystems() == {"pypi", "debian:12"}


def test_records_as_of_a_moment_are_those_that_stood_then(ledger: Ledger) -> None:
    about = (Affected(ecosystem="Go", package="golang.org/x/net"),)
    learn(
        ledger,
        ghsa(affected=about, published=day(1), flags=WITHDRAWN, withdrawn_at=day(5)),
        ghsa(name="GHSA-5555-6666-7777", affected=about, published=day(3)),
    )

    def found(moments: Moments) -> list[str]:
        return [one.id for one in ledger.evidence.records_of([("Go", "golang.org/x/net")], moments)]

    assert found(LATEST) == ["GHSA-5555-6666-7777"]
    assert [found(Moments(day(number))) for number in (0, 2, 4, 5)] == [
        [],
        [GHSA],
        [GHSA, "GHSA-5555-6666-7777"],
        ["GHSA-5555-6666-7777"],
    ]


def test_components_that_a_vulnerability_may_concern_are_found_by_names_records_and_findings(
    ledger: Ledger,
) -> None:
    owned = replace(NET, name="sys", owner=Owner("apk", "tool", "1-r0", "tools"), ownership=Ownership.OWNED)
    add(ledger, image(1, ZLIB, CURL, NET), image(2, owned, NET))
    judge(ledger, curl="CVE-2024-0001")
    learn(ledger, cve(affected=(Affected(ecosystem="Go", package="golang.org/x/net"),)))

    def concerned(*packages: str, ids: tuple[str, ...] = ()) -> list[str]:
        numbers = ledger.tracking.concerned(ids, packages)
        assert numbers == sorted(numbers, reverse=True)
        return sorted(one.component.name for one in ledger.tracking.components(numbers).values())

    assert concerned("zlib") == ["libz"]
    assert concerned("tools", "curl") == ["curl", "sys"]
    assert concerned(ids=("CVE-2024-0001",)) == ["curl"]
    assert concerned(ids=(cve().id,)) == ["net"]
    (net,) = ledger.tracking.concerned([cve().id], [])
    assert ledger.tracking.holders([net]) == [(1, net), (2, net)]


def test_everything_can_be_judged_anew(ledger: Ledger) -> None:
    add(ledger, image(1, ZLIB, CURL))
    judge(ledger)
    with ledger.track(now=START) as transaction:
        transaction.mark_all()
    assert judge(ledger) == ["curl", "libz"]


def test_tracked_images_survive_a_backup_and_are_judged_anew(ledger: Ledger, tmp_path: Path) -> None:
    record(ledger, opened(ONE, "zlib"), event(ONE))
    add(ledger, image(1, ZLIB, NET), image(2, CURL, tag="2"))
    learn(ledger, ghsa(affected=(Affected(ecosystem="Go", package="golang.org/x/net"),)))
    judge(ledger, libz=CVE)
    ledger.backup(tmp_path / "copy.db")
    with open_ledger(str(tmp_path / "restored.db")) as restored:
        restored.restore(tmp_path / "copy.db")
        assert restored.check().passed
        assert [one.digest for one in restored.tracking.images()] == [
            one.digest for one in ledger.tracking.images()
        ]
        assert restored.evidence.records_of([("Go", "golang.org/x/net")])
        assert judge(restored) == ["curl", "libz", "net"]
