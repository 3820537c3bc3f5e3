"""``navwarn advisory create|update|alias|withdraw|retract``: validated first, all or nothing."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.ledger import open_ledger
from tests.cli.samples import CURL, ZLIB, tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn

FIXED, NOT_AFFECTED, AFFECTED = "CGA-2222-2222-2222", "CGA-3333-3333-3333", "CGA-4444-4444-4444"
EVENT = ("-t", "detection")
NEW = ("-V", "CVE-2024-0009", "-t", "detection")


@pytest.fixture
def recorded(navwarn: Navwarn, tmp_path: Path) -> Navwarn:
    navwarn("import", tree(tmp_path / "tree", zlib=ZLIB, curl=CURL))
    return navwarn


def state(navwarn: Navwarn, identifier: str) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(navwarn("advisory", "show", identifier, "-o", "json").stdout)[
        "advisory"
    ]
    return shown


def size() -> int:
    with open_ledger(os.environ["NAVWARN_DB"]) as ledger:
        return ledger.head().size


def test_create_opens_an_advisory_in_a_new_ledger(navwarn: Navwarn) -> None:
    made = navwarn("advisory", "create", "-p", "xz", *NEW).stdout
    identifier = made.split()[0]
    assert identifier.startswith("NW-")
    assert state(navwarn, identifier)["aliases"] == ["CVE-2024-0009"]
    assert state(navwarn, identifier)["status"] == "under-investigation"


def test_packages_and_vulnerabilities_mean_every_combination(recorded: Navwarn) -> None:
    both = ("-p", "xz", "-p", "bash", "-V", "CVE-2024-0008", *NEW)
    preview = json.loads(recorded("advisory", "create", *both, "--dry-run", "-o", "json").stdout)
    assert preview["recorded"] is False
    assert preview["entries"] == []
    before = size()
    made = recorded("advisory", "create", *both).stdout.splitlines()
    assert len(made) == len(preview["items"]) == 4
    assert size() == before + 8


def test_a_dry_run_records_nothing(recorded: Navwarn) -> None:
    before = size()
    recorded("advisory", "create", "-p", "xz", *NEW, "--dry-run")
    recorded("advisory", "withdraw", FIXED, "--reason", "x", "--dry-run")
    assert size() == before


@pytest.mark.parametrize("name", ["CVE-2024-0001", "GHSA-2222-2222-2222", "ghsa-2222-2222-2222"])
def test_create_fails_if_the_package_has_the_vulnerability_by_any_alias(recorded: Navwarn, name: str) -> None:
    before = size()
    refused = recorded(
        "advisory", "create", "-p", "xz", "-p", "zlib", "-V", name, "-t", "detection", expect=1
    )
    assert (
        "zlib has CVE-2024-0001, GHSA-2222-2222-2222 already, in CGA-2222-2222-2222 (Fixed)" in refused.stderr
    )
    assert size() == before


def test_create_knows_aliases_that_only_another_package_lists(recorded: Navwarn) -> None:
    refused = recorded(
        "advisory", "create", "-p", "curl", "-V", "GHSA-2222-2222-2222", "-t", "detection", expect=1
    )
    assert "curl has CVE-2024-0001 already" in refused.stderr


def test_aliases_are_completed_from_the_ledger_when_asked(recorded: Navwarn) -> None:
    plain = recorded("advisory", "create", "-p", "xz", "-V", "CVE-2024-0001", "-t", "detection", "--dry-run")
    assert "is also known as GHSA-2222-2222-2222: --complete-aliases" in plain.stderr
    full = recorded(
        "advisory", "create", "-p", "xz", "-V", "CVE-2024-0001", "-t", "detection", "--complete-aliases"
    )
    assert state(recorded, full.stdout.split()[0])["aliases"] == ["CVE-2024-0001", "GHSA-2222-2222-2222"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("-p", "xz", "-V", FIXED, "-t", "detection"), "is an advisory id"),
        (("-V", "CVE-2024-0009", "-t", "detection"), "Missing option '-p'"),
        (("-p", "xz", "-V", "CVE-2024-0009", "-t", "fixed"), "--fixed-version is needed"),
        (("-p", "xz", "-V", "CVE-2024-0009", "-t", "tp"), "--note is needed"),
        (("-p", "xz", "-V", "CVE-2024-0009", "-t", "fp", "--note", "x"), "--fp-type is needed"),
        (("-p", "xz", *NEW, "--note", "x"), "--note does not go with"),
        (("-p", "xz", *NEW, "--data", "nonsense"), "must be FIELD=VALUE"),
        (
            ("-p", "xz", "-V", "CVE-2024-0009", "-t", "tp", "--note", "x", "--data", "a=b"),
            "--data does not go",
        ),
        (("-p", "xz", "-p", "y", *NEW, "--id", "NW-2222-3333-4444"), "one package and one vulnerability"),
        (("-p", "xz", *NEW, "--timestamp", "yesterday"), "is not an RFC 3339 timestamp"),
        (
            ("-p", "xz", *NEW, "-V", "CVE-2024-0008", "--alias", "GHSA-2222-3333-4444"),
            "one vulnerability at a time",
        ),
    ],
)
def test_a_request_that_does_not_fit_is_status_2(
    recorded: Navwarn, arguments: tuple[str, ...], complaint: str
) -> None:
    assert complaint in recorded("advisory", "create", *arguments, expect=2).stderr


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("-p", "xz", "-V", "CVE-2024-0009", "-t", "fixed", "--fixed-version", "1.0"), "(D21)"),
        (("-p", "xz", "-V", "nonsense", "-t", "detection"), "(D11)"),
        (("-p", "xz", *NEW, "--timestamp", "2999-01-01T00:00:00Z"), "(D15)"),
        (("-p", "xz", *NEW, "--detection-type", "scan/v1", "--data", "componentName=x"), "(D20)"),
        (("-p", "xz", *NEW, "--detection-type", "nvdapi"), "(D18)"),
        (("-p", "xz", *NEW, "--id", "nonsense"), "(D9)"),
    ],
)
def test_what_the_document_rules_forbid_is_never_written(
    recorded: Navwarn, arguments: tuple[str, ...], rule: str
) -> None:
    before = size()
    refused = recorded("advisory", "create", *arguments, expect=1)
    assert rule in refused.stderr
    assert "nothing was changed" in refused.stderr
    assert size() == before


def test_a_package_name_must_be_one(recorded: Navwarn) -> None:
    for name in ("", "../etc", "a b", "a/b", ".hidden", "x\ny"):
        assert "package" in recorded("advisory", "create", "-p", name, *NEW, expect=2).stderr


def test_one_vulnerability_named_twice_is_refused(recorded: Navwarn) -> None:
    names = ("-V", "CVE-2024-0001", "-V", "GHSA-2222-2222-2222")
    assert (
        "one vulnerability"
        in recorded("advisory", "create", "-p", "xz", *names, "-t", "detection", expect=1).stderr
    )
    twice = recorded("advisory", "create", "-p", "xz", "-p", "xz", *NEW, expect=1)
    assert "'xz' is named twice" in twice.stderr


def test_update_adds_an_event(recorded: Navwarn) -> None:
    done = recorded(
        "advisory", "update", "-p", "curl", "-V", "CVE-2024-0001", "-t", "fix", "--fixed-version", "8.1-r0"
    )
    assert "Fixed in 8.1-r0" in done.stdout
    assert state(recorded, AFFECTED)["fixed_version"] == "8.1-r0"


def test_update_may_name_the_advisory_itself(recorded: Navwarn) -> None:
    recorded("advisory", "update", "-V", AFFECTED, "-t", "pending", "--note", "Waiting.")
    assert state(recorded, AFFECTED)["status"] == "pending-upstream-fix"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (
            ("-p", "zlib", "-V", "CVE-2024-0099"),
            "zlib has no advisory for CVE-2024-0099: `advisory create` opens one",
        ),
        (("-p", "curl", "-V", FIXED), "CGA-2222-2222-2222 is about package zlib"),
        (("-V", "CGA-9999-9999-9999"), "there is no advisory for CGA-9999-9999-9999"),
    ],
)
def test_update_fails_where_there_is_no_such_advisory(
    recorded: Navwarn, arguments: tuple[str, ...], complaint: str
) -> None:
    refused = recorded("advisory", "update", *arguments, "-t", "tp", "--note", "x", expect=1)
    assert complaint in refused.stderr


def test_all_of_an_update_or_nothing(recorded: Navwarn) -> None:
    before = size()
    recorded(
        "advisory",
        "update",
        "-p",
        "zlib",
        "-p",
        "xz",
        "-V",
        "CVE-2024-0001",
        "-t",
        "tp",
        "--note",
        "x",
        expect=1,
    )
    assert size() == before


def test_a_vulnerability_without_package_is_too_little(recorded: Navwarn) -> None:
    refused = recorded("advisory", "update", "-V", "CVE-2024-0001", "-t", "tp", "--note", "x", expect=2)
    assert "name the packages" in refused.stderr


def test_after_a_false_positive_a_reason_is_wanted(recorded: Navwarn) -> None:
    event = ("-p", "zlib", "-V", "CVE-2024-0002", "-t", "fixed", "--fixed-version", "1.4-r0")
    refused = recorded("advisory", "update", *event, expect=1)
    assert "say with --reason what changed" in refused.stderr
    recorded("advisory", "update", *event, "--reason", "The tests are shipped after all.")
    shown = state(recorded, NOT_AFFECTED)
    assert shown["latest_event"]["x-navwarn"] == {"reason": "The tests are shipped after all."}


def test_extension_fields_are_kept(recorded: Navwarn) -> None:
    recorded(
        *("advisory", "update", "-p", "zlib", "-V", "CVE-2024-0001", "-t", "detection"),
        *("--scanned-version", "1.3.2-r0", "--scanner-version", "0.99", "--database-date", "2024-03-01"),
        *("--component-purl", "pkg:apk/default/zlib@1.3.2-r0", "--internal-note", "ticket 17"),
    )
    assert state(recorded, FIXED)["latest_event"]["x-navwarn"] == {
        "scanned-version": "1.3.2-r0",
        "scanner-version": "0.99",
        "database-date": "2024-03-01",
        "component-purl": "pkg:apk/default/zlib@1.3.2-r0",
    }
    assert "ticket 17" not in recorded("advisory", "history", FIXED, "-o", "json").stdout


@pytest.mark.parametrize(
    "option",
    [
        ("--database-date", "monday"),
        ("--fix-available", "2024-02-30"),
        ("--component-purl", "zlib@1.3"),
        ("--evidence", "javascript:alert(1)"),
        ("--arch", ""),
    ],
)
def test_an_extension_field_of_another_form_is_refused_x2(recorded: Navwarn, option: tuple[str, str]) -> None:
    event = ("-p", "zlib", "-V", "CVE-2024-0001", "-t", "fixed", "--fixed-version", "1.4-r0")
    assert f"'{option[0]}'" in recorded("advisory", "update", *event, *option, expect=2).stderr


@pytest.mark.parametrize("number", [99, 2**63, 10**30])
def test_an_entry_that_there_is_not_cannot_be_retracted(recorded: Navwarn, number: int) -> None:
    refused = recorded("advisory", "retract", number, "--reason", "wrong", expect=1)
    assert f"there is no entry {number}; nothing was changed" in refused.stderr


def test_aliases_come_and_go_and_the_record_keeps_both(recorded: Navwarn) -> None:
    recorded("advisory", "alias", "add", NOT_AFFECTED, "ghsa-5555-6666-7777")
    assert state(recorded, NOT_AFFECTED)["aliases"] == ["CVE-2024-0002", "GHSA-5555-6666-7777"]
    again = recorded("advisory", "alias", "add", NOT_AFFECTED, "GHSA-5555-6666-7777", expect=1)
    assert "already" in again.stderr
    recorded("advisory", "alias", "remove", NOT_AFFECTED, "GHSA-5555-6666-7777")
    gone = recorded("advisory", "alias", "remove", NOT_AFFECTED, "GHSA-5555-6666-7777", expect=1)
    assert "no alias" in gone.stderr
    other = recorded("advisory", "alias", "add", NOT_AFFECTED, "CVE-2024-0001", expect=1)
    assert "has that vulnerability already, in CGA-2222-2222-2222" in other.stderr
    assert "(D11)" in recorded("advisory", "alias", "add", NOT_AFFECTED, "nonsense", expect=1).stderr
    kinds = [
        e["kind"]
        for e in json.loads(recorded("advisory", "history", NOT_AFFECTED, "-o", "json").stdout)["items"]
    ]
    assert kinds == ["opened", "event", "aliases", "aliases"]


def test_a_withdrawn_advisory_stays_on_record_and_can_be_brought_back(recorded: Navwarn) -> None:
    recorded("advisory", "withdraw", FIXED, "--reason", "Wrong package.")
    assert state(recorded, FIXED)["status"] == "withdrawn"
    assert recorded("advisory", "list", "-p", "zlib", "--count").stdout == "1\n"
    assert recorded("advisory", "list", "--status", "withdrawn", "--count").stdout == "1\n"
    assert "withdrawn already" in recorded("advisory", "withdraw", FIXED, "--reason", "x", expect=1).stderr
    update = ("-p", "zlib", "-V", "CVE-2024-0001", "-t", "tp", "--note", "x")
    assert "is withdrawn" in recorded("advisory", "update", *update, expect=1).stderr
    entries = json.loads(recorded("advisory", "history", FIXED, "-o", "json").stdout)["items"]
    recorded("advisory", "retract", entries[-1]["sequence"], "--reason", "It was right.")
    assert state(recorded, FIXED)["status"] == "fixed"


def test_what_is_named_twice_is_recorded_once(recorded: Navwarn) -> None:
    before = size()
    recorded("advisory", "withdraw", FIXED, FIXED.lower(), "--reason", "a duplicate")
    assert size() == before + 1
    recorded("advisory", "retract", before + 1, before + 1, "--reason", "it was none")
    assert size() == before + 2


def test_an_alias_by_which_the_package_has_the_vulnerability_already_is_refused(recorded: Navwarn) -> None:
    recorded(
        "advisory", "create", "-p", "curl", "-V", "CVE-2024-7001", "--alias", "GHSA-7777-7777-7777", *EVENT
    )
    recorded("advisory", "create", "-p", "xz", "-V", "GHSA-7777-7777-7777", *EVENT)
    other = recorded("advisory", "create", "-p", "xz", "-V", "CVE-2024-7002", *EVENT).stdout.split()[0]
    refused = recorded("advisory", "alias", "add", other, "CVE-2024-7001", expect=1)
    assert "xz has that vulnerability already, in NW-" in refused.stderr
    recorded("advisory", "alias", "add", other, "CVE-2024-7003")


def test_no_retraction_gives_a_package_one_vulnerability_twice(recorded: Navwarn) -> None:
    first = recorded("advisory", "create", "-p", "xz", "-V", "CVE-2024-7001", *EVENT).stdout.split()[0]
    recorded("advisory", "withdraw", first, "--reason", "a duplicate")
    withdrawn = size()
    second = recorded("advisory", "create", "-p", "xz", "-V", "CVE-2024-7001", *EVENT).stdout.split()[0]
    refused = recorded("advisory", "retract", withdrawn, "--reason", "it was none", expect=1)
    assert f"xz has that vulnerability already, in {second}; nothing was changed" in refused.stderr

    recorded("advisory", "alias", "add", second, "GHSA-7777-7777-7777")
    recorded("advisory", "alias", "remove", second, "GHSA-7777-7777-7777")
    removed = size()
    recorded("advisory", "create", "-p", "xz", "-V", "GHSA-7777-7777-7777", *EVENT)
    assert "xz has that" in recorded("advisory", "retract", removed, "--reason", "wrong", expect=1).stderr
    recorded("advisory", "retract", removed - 1, "--reason", "an addition may always be taken back")


def test_an_entry_is_retracted_and_never_removed(recorded: Navwarn) -> None:
    entries = json.loads(recorded("advisory", "history", FIXED, "-o", "json").stdout)["items"]
    recorded("advisory", "retract", entries[-1]["sequence"], "--reason", "Never built.")
    assert state(recorded, FIXED)["status"] == "under-investigation"
    earlier = recorded("advisory", "show", FIXED, "--known-at", entries[-1]["sequence"])
    assert "Fixed in 1.3.1-r0" in earlier.stdout
    assert "there is no entry 999" in recorded("advisory", "retract", 999, "--reason", "x", expect=1).stderr
    last = recorded("advisory", "retract", entries[-2]["sequence"], "--reason", "x", expect=2)
    assert "NW-LEDGER-ENTRY" in last.stderr


@pytest.mark.parametrize("command", [("withdraw", FIXED), ("retract", "1")])
def test_a_correction_needs_a_reason(recorded: Navwarn, command: tuple[str, ...]) -> None:
    assert "--reason" in recorded("advisory", *command, expect=2).stderr
    assert "--reason" in recorded("advisory", *command, "--reason", " ", expect=2).stderr


def test_the_prefix_of_the_distribution_is_used_and_demanded(
    navwarn: Navwarn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAVWARN__DISTRIBUTIONS__ACME__ADVISORY_ID_PREFIX", "ACME")
    assert navwarn("advisory", "create", "-p", "xz", *NEW).stdout.startswith("ACME-")
    other = ("-p", "zlib", *NEW, "--id", "HBR-2222-3333-4444")
    assert "(D9)" in navwarn("advisory", "create", *other, expect=1).stderr
    navwarn("advisory", "create", "-p", "zlib", *NEW, "--id", "ACME-2222-3333-4444")
    taken = navwarn("advisory", "create", "-p", "bash", *NEW, "--id", "ACME-2222-3333-4444", expect=2)
    assert "ACME-2222-3333-4444" in taken.stderr
