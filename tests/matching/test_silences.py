"""What nobody could judge is named, with the reason and how many (architecture.md laws 6 and 8)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from navwarn.core.finding import SilenceReason
from navwarn.core.inventory import NO_DISTRIBUTION, Component, Distro, Remark
from navwarn.matching.evaluation import evaluate
from navwarn.matching.sentence import silence_sentence
from tests.matching.making import apk, found, image, index_of, stated

CVE = "CVE-2024-0001"
FACT = stated("zlib", CVE, fixed="9-r0")
DEB = Component("deb", "zlib1g", "1.2", "debian", origin="zlib")
MODULE = Component("golang", "app", "v1.0.0", "example.com")


@pytest.mark.parametrize(
    ("component", "distro", "reason", "subject"),
    [
        (DEB, Distro("debian", "12"), SilenceReason.DISTRIBUTION_NOT_COVERED, "debian 12"),
        (DEB, Distro("debian"), SilenceReason.DISTRIBUTION_NOT_COVERED, "debian"),
        (DEB, Distro("acme"), SilenceReason.DISTRIBUTION_NOT_COVERED, "deb packages in acme"),
        (Component("deb", "a", "1"), None, SilenceReason.DISTRIBUTION_UNKNOWN, "deb"),
        (Component("deb", "a", "1"), Distro(""), SilenceReason.DISTRIBUTION_UNKNOWN, "deb"),
        (apk("zlib", ""), Distro("acme"), SilenceReason.VERSION_UNREADABLE, "zlib"),
        (apk("zlib", "unknown"), Distro("acme"), SilenceReason.VERSION_UNREADABLE, "zlib"),
        (Component("nuget", "a", "1"), Distro("acme"), SilenceReason.ECOSYSTEM_NOT_COVERED, "nuget"),
        (
            Component("golang", "app", "(devel)", "example.com"),
            Distro("acme"),
            SilenceReason.VERSION_UNREADABLE,
            "example.com/app",
        ),
        (
            Component("golang", "app", "v0.0.0-20230101000000-abc", "example.com", is_version_known=False),
            Distro("acme"),
            SilenceReason.VERSION_UNREADABLE,
            "example.com/app",
        ),
        (Component("npm", "a", "x1"), Distro("acme"), SilenceReason.VERSION_UNREADABLE, "a"),
    ],
)
def test_a_component_that_cannot_be_judged_is_named_with_the_reason(
    component: Component, distro: Distro | None, reason: SilenceReason, subject: str
) -> None:
    result = evaluate(image(component, distro=distro), index_of(FACT))
    (silence,) = result.silences
    assert (silence.reason, silence.subject, silence.components) == (reason, subject, (component,))
    assert (result.evaluated, result.not_evaluated) == (0, 1)


def test_a_distribution_without_any_advisory_is_not_clean() -> None:
    result = evaluate(image(apk("zlib", "1-r0")), index_of(FACT, populated=()))
    assert [(one.reason, one.subject) for one in result.silences] == [
        (SilenceReason.DISTRIBUTION_NOT_COVERED, "acme")
    ]


def test_a_release_nobody_has_records_about_is_not_covered_by_another_release() -> None:
    component = Component("apk", "zlib", "1-r0", "alpine")
    index = index_of(ecosystems=frozenset({"alpine:v3.19"}))
    (silence,) = evaluate(image(component, distro=Distro("alpine", "3.20.1")), index).silences
    assert (silence.reason, silence.subject) == (SilenceReason.DISTRIBUTION_NOT_COVERED, "alpine 3.20.1")


def test_an_ecosystem_without_records_is_not_covered() -> None:
    result = evaluate(image(MODULE), index_of(FACT, ecosystems=frozenset({"npm"})))
    assert [(one.reason, one.subject) for one in result.silences] == [
        (SilenceReason.ECOSYSTEM_NOT_COVERED, "Go")
    ]


def test_a_package_of_unknown_origin_is_judged_by_its_name_and_named() -> None:
    result = evaluate(image(apk("zlib", "1-r0", is_origin_known=False)), index_of(FACT))
    assert found(result) == [CVE]
    assert [one.reason for one in result.silences] == [SilenceReason.ORIGIN_UNKNOWN]


def test_components_are_gathered_by_reason_and_counted() -> None:
    components = [DEB, Component("deb", "bash", "5"), MODULE, apk("zlib", "1-r0")]
    result = evaluate(image(*components), index_of(FACT))
    (silence,) = result.silences
    assert [one.name for one in silence.components] == ["bash", "zlib1g"]
    assert silence.message.startswith("2 packages not evaluated: ")
    assert (result.evaluated, result.not_evaluated) == (2, 2)


def test_what_could_not_be_read_is_named_too() -> None:
    inventory = image()
    remarks = (Remark("rpm-database", "/var/lib/rpm/Packages", "cannot be read"), Remark("b", "/a", "odd"))
    result = evaluate(
        type(inventory)(inventory.source, inventory.distro, (), remarks=remarks), index_of(FACT)
    )
    assert [(one.reason, one.subject, one.message) for one in result.silences] == [
        (SilenceReason.NOT_READ, "/a", "odd"),
        (SilenceReason.NOT_READ, "/var/lib/rpm/Packages", "cannot be read"),
    ]


@pytest.mark.parametrize(
    "component",
    [
        Component("oci", "image", "sha256:1"),
        Component("github", "os", "abc", "wolfi-dev", "zlib.yaml"),
        Component("github", "openssl", "openssl-3.5.0", "openssl"),
        Component("generic", "zlib", "1.3", purl="pkg:generic/zlib@1.3?download_url=https%3A%2F%2Fx"),
    ],
)
def test_the_image_itself_and_its_sources_are_neither_evaluated_nor_missed(component: Component) -> None:
    result = evaluate(image(component), index_of(FACT))
    assert (result.silences, result.evaluated) == ((), 0)


def test_a_binary_nobody_knows_is_missed() -> None:
    binary = Component("generic", "busybox", "1.36", purl="pkg:generic/busybox@1.36")
    assert evaluate(image(binary), index_of(FACT)).not_evaluated == 1
    action = Component("github", "checkout", "v4", "actions", locations=("/.github/workflows/ci.yml",))
    assert evaluate(image(action), index_of(FACT)).not_evaluated == 1


@pytest.mark.parametrize("reason", [one for one in SilenceReason if one is not SilenceReason.NOT_READ])
@pytest.mark.parametrize(("count", "start"), [(1, "1 package not"), (9, "9 packages not")])
def test_every_reason_has_a_sentence(reason: SilenceReason, count: int, start: str) -> None:
    sentence = silence_sentence(reason, "subject", count)
    assert sentence.startswith(start)
    assert "{" not in sentence


def test_that_no_os_release_names_the_distribution_is_said_once_and_not_when_it_is_named() -> None:
    bare = image(Component("apk", "zlib", "1.3-r0"), distro=None)
    told = replace(bare, remarks=(Remark(NO_DISTRIBUTION, "/etc/os-release", "there is none"),))
    assert [one.reason for one in evaluate(told, index_of(FACT)).silences] == [
        SilenceReason.DISTRIBUTION_UNKNOWN
    ]
    assert evaluate(told, index_of(FACT), distribution="acme").silences == ()


def test_an_ecosystem_that_nobody_compares_is_not_said_to_lack_records() -> None:
    """Importing some would change nothing."""
    said = {
        one.subject: one.message
        for one in evaluate(
            image(Component("nuget", "a", "1"), Component("cargo", "b", "1")),
            index_of(ecosystems=frozenset({"nuget"})),
        ).silences
    }
    assert said == {
        "nuget": "1 package not evaluated: packages of the type nuget cannot be compared with records",
        "crates.io": "1 package not evaluated: no records about crates.io were imported",
    }
