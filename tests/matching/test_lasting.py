"""A lasting index: images come one after the other, and what is known of further packages is added."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from navwarn.core.inventory import Component
from navwarn.core.record import Affected
from navwarn.matching.evaluation import evaluate, finding_order
from navwarn.matching.index import Index
from navwarn.matching.interface import Knowledge, Stated
from tests.matching.making import ACME, IDENTITY, apk, image, known, record, stated

CVE, OTHER = "CVE-2024-0001", "CVE-2024-0002"


def knowing(*facts: Stated, **more: object) -> Knowledge:
    """What is known of some packages."""
    empty = Knowledge(IDENTITY, {"acme": ACME}, frozenset({"acme"}), facts, ecosystems=frozenset({"pypi"}))
    return replace(empty, **more)


def test_what_is_learned_later_counts_as_if_it_had_been_known_at_once() -> None:
    zlib, curl = stated("zlib", CVE, fixed="1.3-r1"), stated("curl", OTHER, fixed="8.1-r0")
    index = Index(knowing(zlib), is_lasting=True)
    first = image(apk("zlib", "1.3-r0"))
    both = image(apk("curl", "8.0-r0"), apk("zlib", "1.3-r0"))
    before = evaluate(first, index)
    index.learn(knowing(curl))
    assert evaluate(first, index) == before
    assert evaluate(both, index) == evaluate(both, Index(knowing(zlib, curl)))
    assert index.remembered == 4  # two components with a finding each


def test_the_same_component_has_the_same_findings_each_time() -> None:
    index = Index(knowing(stated("zlib", CVE, fixed="1.3-r1")), is_lasting=True)
    first, second = (evaluate(image(apk("zlib", "1.3-r0")), index) for _ in range(2))
    assert first == second
    assert first.findings[0] is second.findings[0]


def test_records_and_vulnerabilities_that_are_learned_twice_count_once() -> None:
    about = record("GHSA-2222-3333-4444", "PyPI", "jinja2", ("0", "3.1.3"))
    also = replace(about, affected=(*about.affected, Affected(ecosystem="PyPI", package="other")))
    told = knowing(records=(also,), vulnerabilities=(known("CVE-2024-0001 GHSA-2222-3333-4444"),))
    index = Index(told, is_lasting=True)
    index.learn(told)
    (finding,) = evaluate(image(Component("pypi", "jinja2", "3.1.2")), index).findings
    assert (finding.vulnerability, finding.sources) == (CVE, ("ghsa/GHSA-2222-3333-4444",))


@given(st.permutations(["a", "b", "c", "a", "b"]), st.data())
def test_findings_are_in_the_same_order_however_components_are(names: list[str], data: st.DataObject) -> None:
    facts = [stated(name, f"CVE-2024-{number:04}", fixed="9-r0") for name in "abc" for number in (1, 2)]
    components = [apk(name, data.draw(st.sampled_from(["1-r0", "2-r0"]))) for name in names]
    index = Index(knowing(*facts))
    found = evaluate(image(*components), index)
    turned = evaluate(image(*components[::-1]), index)
    assert found.findings == turned.findings


def test_findings_come_in_the_order_that_diffs_give_them_too() -> None:
    facts = [stated(name, f"CVE-2024-{number:04}", fixed="9-r0") for name in "ba" for number in (10, 2)]
    found = evaluate(image(apk("b", "1-r0"), apk("a", "1-r0")), Index(knowing(*facts))).findings
    assert list(found) == sorted(set(found), key=finding_order)
    assert len(found) == 4
