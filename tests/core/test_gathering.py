"""Findings that people read as one."""

from __future__ import annotations

from navwarn.core.finding import Finding, MatchKind
from navwarn.core.gathering import Gathered, gather, origin_of
from navwarn.core.inventory import Component
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure

LIBC = Component("apk", "libc", "2.38-r0", origin="glibc", locations=("/lib/apk/db/installed",))
LOADER = Component("apk", "ld-linux", "2.38-r0", origin="glibc", locations=("/lib/apk/db/installed",))
FIRST = Component("golang", "net", "v0.7.0", "golang.org/x", locations=("/usr/bin/a", "/usr/bin/b"))
SECOND = Component("golang", "net", "v0.7.0", "golang.org/x", locations=("/usr/bin/c",))


def finding(component: Component, name: str = "CVE-1", severity: Severity = Severity.HIGH) -> Finding:
    return Finding(name, (), component, MatchKind.DIRECT, Exposure.VULNERABLE, severity)


def gathered(*findings: Finding) -> list[Gathered[Finding]]:
    return gather(findings, lambda one: one)


def test_packages_of_one_origin_are_one_and_where_their_database_lies_says_nothing() -> None:
    (one,) = gathered(finding(LIBC), finding(LOADER))
    assert (one.first, one.packages, one.locations) == (finding(LIBC), ("libc", "ld-linux"), ())


def test_copies_of_a_module_are_one_in_several_places() -> None:
    (one,) = gathered(finding(FIRST), finding(SECOND))
    assert one.packages == ("golang.org/x/net",)
    assert one.locations == ("/usr/bin/a", "/usr/bin/b", "/usr/bin/c")


def test_what_says_something_else_stays_apart_in_the_order_it_came() -> None:
    some = [finding(LIBC), finding(LIBC, "CVE-2"), finding(LOADER, severity=Severity.LOW), finding(FIRST)]
    assert [one.first for one in gathered(*some)] == some
    reasons = {"first": finding(LIBC), "second": finding(LOADER)}
    assert [one.first for one in gather(reasons, reasons.__getitem__, str)] == ["first", "second"]


def test_the_origin_is_the_name_where_there_is_no_other() -> None:
    assert origin_of(LIBC) == "glibc"
    assert origin_of(Component("apk", "wget", "1")) == "wget"
    assert origin_of(Component("gem", "uri", "1", origin="ignored")) == "uri"
