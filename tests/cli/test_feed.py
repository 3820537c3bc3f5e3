"""``navwarn feed``: from directories and from the ledger, published or printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.feeds import secdb
from tests.schemas.schema import faults
from tests.workflows.feed_trees import (
    FIXED,
    NOT_AFFECTED,
    OPEN,
    advisory,
    document,
    event,
    identifier,
    many,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn

CONFIG = """\
[distributions.acme]
title = "Acme Linux"
advisory-id-prefix = "NW"
purl = "pkg:apk/acme"
osv-ecosystem = "Acme"
secdb = { urlprefix = "https://packages.acme.example", reponame = "main", archs = ["x86_64", "aarch64"] }

[distributions.enterprise]
title = "Acme Enterprise"
advisory-id-prefix = "NW"
includes = ["acme"]
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    directory = tmp_path / "advisories"
    many(directory, packages=4)
    return directory


def report(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text())
    assert faults("feed-report-1", content) == []
    return content


def test_secdb_is_printed_to_the_byte(navwarn: Navwarn, tree: Path) -> None:
    printed = navwarn("feed", "secdb", "--advisories", tree)
    assert printed.stdout.endswith("\n}")
    assert printed.stderr == ""
    assert len(secdb.parse(printed.stdout.encode())) == 40


def test_options_are_stronger_than_configuration(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    (tmp_path / "navwarn.toml").write_text(CONFIG)
    source = ("feed", "secdb", "-D", "acme", "--advisories", tree)
    configured = json.loads(navwarn(*source).stdout)
    assert (configured["urlprefix"], configured["reponame"]) == ("https://packages.acme.example", "main")
    assert configured["archs"] == ["x86_64", "aarch64"]
    given = ("--url-prefix", "https://other.example", "--repo", "os", "--arch", "riscv64", "--arch", "armv7")
    other = json.loads(navwarn(*source, *given).stdout)
    assert (other["urlprefix"], other["reponame"]) == ("https://other.example", "os")
    assert other["archs"] == ["riscv64", "armv7"]


def test_the_ledger_and_its_documents_make_the_same_feed(navwarn: Navwarn, tree: Path) -> None:
    navwarn("import", tree)
    assert navwarn("feed", "secdb").stdout == navwarn("feed", "secdb", "--advisories", tree).stdout


def test_an_enterprise_feed_covers_what_it_includes_with_one_entry_each(
    navwarn: Navwarn, tree: Path, tmp_path: Path
) -> None:
    (tmp_path / "navwarn.toml").write_text(CONFIG)
    own = tmp_path / "own"
    document(own, "package-0", advisory("NW-9999-9999-9999", "CVE-2024-00000", event(FIXED, 3, "9.9-r9")))
    navwarn("import", tree, "-D", "acme")
    navwarn("import", own, "-D", "enterprise")
    said = secdb.parse(navwarn("feed", "secdb", "-D", "enterprise").stdout.encode())
    assert len(said) == 40
    assert [s.version for s in said if s.id == "CVE-2024-00000"] == ["9.9-r9"]
    out = tmp_path / "osv"
    navwarn("feed", "osv", "-D", "enterprise", "--out", out)
    assert not (out / f"{identifier(0)}.json").exists()
    assert len(json.loads((out / "all.json").read_bytes())) == 40


def test_both_time_axes_are_asked(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    navwarn("import", tree)
    later = tmp_path / "later"
    document(later, "zlib", advisory("NW-9999-9999-9999", "CVE-2024-9999", event(NOT_AFFECTED, 1)))
    navwarn("import", later)
    ids = {
        arguments: len(secdb.parse(navwarn("feed", "secdb", *arguments).stdout.encode()))
        for arguments in ((), ("--as-of", "2024-01-01"), ("--known-at", "120"), ("--known-at", "2999-01-01"))
    }
    assert list(ids.values()) == [41, 1, 40, 41]
    assert "NW-FEED-EMPTY" in navwarn("feed", "secdb", "--known-at", "2000-01-01", expect=1).stderr


def test_the_ledger_alone_knows_what_was_known(navwarn: Navwarn, tree: Path) -> None:
    refused = navwarn("feed", "secdb", "--advisories", tree, "--known-at", "3", expect=2)
    assert "--known-at asks the ledger" in refused.stderr


def test_without_a_ledger_and_without_a_directory_nothing_is_written(
    navwarn: Navwarn, tmp_path: Path
) -> None:
    navwarn("feed", "secdb", "--out", tmp_path / "security.json", expect=2)
    assert not (tmp_path / "security.json").exists()
    assert not (tmp_path / "ledger.sqlite").exists()


def test_a_fault_names_file_line_and_rule_and_nothing_is_written(
    navwarn: Navwarn, tree: Path, tmp_path: Path
) -> None:
    path = tree / "package-1.advisories.yaml"
    path.write_text(path.read_text().replace("package:", "packag:"))
    refused = navwarn("feed", "secdb", "--advisories", tree, "--out", tmp_path / "security.json", expect=2)
    assert f"{path}:1: D5: " in refused.stderr  # the first of two: where the name should be, nothing is
    assert not (tmp_path / "security.json").exists()


def test_a_directory_without_contribution_is_an_error(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    empty = tmp_path / "open"
    document(empty, "bash", advisory("NW-9999-9999-9999", "CVE-2024-9999", event(OPEN, 1)))
    refused = navwarn("feed", "secdb", "--advisories", tree, "--advisories", empty, expect=1)
    assert str(empty) in refused.stderr
    assert refused.stdout == ""


def test_packages_in_two_directories_are_a_warning_or_an_error(navwarn: Navwarn, tree: Path) -> None:
    twice = ("feed", "secdb", "--advisories", tree, "--advisories", tree)
    done = navwarn(*twice)
    assert "warning: package package-0 is in more than one directory" in done.stderr
    assert len(secdb.parse(done.stdout.encode())) == 80
    assert "NW-FEED-CONTRADICTION" in navwarn(*twice, "--strict-overlap", expect=1).stderr


def test_a_contradiction_names_package_id_and_both_advisories(navwarn: Navwarn, tmp_path: Path) -> None:
    parts = [
        advisory(identifier(number), "CVE-2024-0001", event(kind, 1))
        for number, kind in enumerate((FIXED, NOT_AFFECTED))
    ]
    document(tmp_path / "advisories", "zlib", *parts)
    refused = navwarn("feed", "secdb", "--advisories", tmp_path / "advisories", expect=1).stderr
    assert all(word in refused for word in ("zlib", "CVE-2024-0001", identifier(0), identifier(1)))


def test_a_held_fix_is_reported_with_its_architecture(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    index = tmp_path / "APKINDEX"
    index.write_text("P:package-0\nV:0.9-r3\nA:x86_64\n")
    done = navwarn(
        *("feed", "secdb", "--advisories", tree, "--apkindex", index, "--report", tmp_path / "report.json")
    )
    assert len(secdb.parse(done.stdout.encode())) == 30
    assert "package-0 1.0-r0 is not published for x86_64, where the highest version is 0.9-r3" in done.stderr
    written = report(tmp_path / "report.json")
    assert len(written["held"]) == 10
    assert written["held"][0]["architecture"] == "x86_64"
    assert written["loss"] is None


def test_an_index_of_another_architecture_holds_nothing(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    index = tmp_path / "APKINDEX"
    index.write_text("P:package-0\nV:0.9-r3\nA:s390x\n")
    done = navwarn("feed", "secdb", "--advisories", tree, "--apkindex", index)
    assert done.stderr == ""


def test_a_feed_that_shrinks_too_much_is_refused_and_may_be_forced(
    navwarn: Navwarn, tree: Path, tmp_path: Path
) -> None:
    out, written = tmp_path / "security.json", tmp_path / "report.json"
    source = ("feed", "secdb", "--advisories", tree, "--out", out, "--report", written)
    navwarn(*source)
    before = out.read_bytes()
    assert report(written)["loss"] is None
    many(tree, packages=1, kind=OPEN, day=8)
    refused = navwarn(*source, expect=1)
    assert "NW-FEED-SHRINK" in refused.stderr
    assert "10 of 40 statements (more than 5 %); 10 of 10 statements of package package-0" in refused.stderr
    assert f"{identifier(0)} left the feed: package-0 is under investigation again" in refused.stderr
    assert out.read_bytes() == before
    assert len(report(written)["loss"]["reopened"]) == 10
    forced = navwarn(*source, "--allow-shrink")
    assert f"{identifier(9)} left the feed" in forced.stderr
    assert len(secdb.parse(out.read_bytes())) == 30
    many(tree, packages=1, day=9)
    navwarn(*source)
    assert report(written)["loss"]["exceeded"] == []
    navwarn(*source)
    assert report(written)["loss"] is None, "where nothing changed nothing was replaced"


def test_a_file_that_is_no_secdb_is_not_replaced(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    out = tmp_path / "notes.txt"
    out.write_text("mine")
    refused = navwarn("feed", "secdb", "--advisories", tree, "--out", out, expect=2)
    assert "is not replaced, because this is not a secdb" in refused.stderr
    assert out.read_text() == "mine"
    out.write_text("")
    navwarn("feed", "secdb", "--advisories", tree, "--out", out)
    assert secdb.parse(out.read_bytes())


def test_many_losses_and_holds_are_counted_after_the_first(navwarn: Navwarn, tmp_path: Path) -> None:
    tree, out, index = tmp_path / "advisories", tmp_path / "security.json", tmp_path / "APKINDEX"
    many(tree, packages=6)
    index.write_text("".join(f"P:package-{number}\nV:0.9-r3\nA:x86_64\n\n" for number in range(6)))
    source = ("feed", "secdb", "--advisories", tree)
    navwarn(*source, "--out", out)
    many(tree, packages=6, kind=OPEN, day=8)
    document(tree, "zlib", advisory("NW-9999-9999-9999", "CVE-2024-9999", event(FIXED, 1)))
    shrunk = navwarn(*source, "--out", out, expect=1)
    assert "10 more advisories left the feed" in shrunk.stderr
    many(tree, packages=6)
    held = navwarn(*source, "--apkindex", index)
    assert "10 more fixes are held back" in held.stderr


def test_osv_records_are_written_with_their_indexes(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    (tmp_path / "navwarn.toml").write_text(CONFIG)
    out = tmp_path / "osv"
    done = navwarn("feed", "osv", "-D", "acme", "--advisories", tree, "--out", out)
    assert "40 records, 0 of them withdrawn; 43 files written" in done.stderr
    content = json.loads((out / f"{identifier(0)}.json").read_bytes())
    assert [affected["package"]["purl"] for affected in content["affected"]] == [
        "pkg:apk/acme/package-0?arch=x86_64",
        "pkg:apk/acme/package-0?arch=aarch64",
    ]


def test_without_a_registered_ecosystem_the_title_is_used_and_said_so(
    navwarn: Navwarn, tree: Path, tmp_path: Path
) -> None:
    out = tmp_path / "osv"
    done = navwarn("feed", "osv", "--advisories", tree, "--out", out)
    assert "no osv-ecosystem is configured for default" in done.stderr
    named = navwarn("feed", "osv", "--advisories", tree, "--out", out, "--ecosystem", "Acme")
    assert "osv-ecosystem" not in named.stderr
    content = json.loads((out / f"{identifier(0)}.json").read_bytes())
    assert content["affected"][0]["package"]["ecosystem"] == "Acme"


def test_classic_records_name_subpackages_and_further_ecosystems_of_the_first_directory(
    navwarn: Navwarn, tree: Path, tmp_path: Path
) -> None:
    other, definitions, out = tmp_path / "other", tmp_path / "definitions", tmp_path / "osv"
    document(other, "zlib", advisory("NW-9999-9999-9999", "CVE-2024-9999", event(FIXED, 1)))
    definitions.mkdir()
    (definitions / "package-0.yaml").write_text(
        "package: {name: package-0, version: 1}\ndata: [{name: parts, items: {a: x, b: y}}]\n"
        "subpackages:\n  - range: parts\n    name: ${{package.name}}-${{range.key}}\n"
    )
    (definitions / "bad.yaml").write_text("[")
    done = navwarn(
        *("feed", "osv", "--shape", "classic", "--advisories", tree, "--advisories", other, "--out", out),
        *("--packages", definitions, "--ecosystem", "Acme Enterprise", "--ecosystem", "Acme"),
    )
    assert f"warning: {definitions / 'bad.yaml'}:" in done.stderr

    def packages(name: str) -> list[tuple[str, str]]:
        content = json.loads((out / f"{name}.json").read_bytes())
        return [(item["package"]["name"], item["package"]["ecosystem"]) for item in content["affected"]]

    names = ("package-0", "package-0-a", "package-0-b")
    assert packages(identifier(0)) == [(n, e) for n in names for e in ("Acme Enterprise", "Acme")]
    assert packages("NW-9999-9999-9999") == [("zlib", "Acme Enterprise")]


def test_osv_records_that_lose_too_much_are_refused(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    source = ("feed", "osv", "--advisories", tree, "--out", tmp_path / "osv", "--ecosystem", "Acme")
    navwarn(*source)
    many(tree, packages=1, kind=OPEN, day=8)
    refused = navwarn(*source, "--report", tmp_path / "report.json", expect=1)
    assert "NW-FEED-SHRINK" in refused.stderr
    assert report(tmp_path / "report.json")["format"] == "osv"
    assert "10 more" not in navwarn(*source, "--allow-shrink").stderr


def test_quiet_keeps_to_warnings(navwarn: Navwarn, tree: Path, tmp_path: Path) -> None:
    done = navwarn(
        "-q", "feed", "osv", "--advisories", tree, "--out", tmp_path / "osv", "--ecosystem", "Acme"
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_a_distribution_of_the_ledger_with_nothing_closed_has_an_empty_database(
    navwarn: Navwarn, tmp_path: Path
) -> None:
    tree = tmp_path / "advisories"
    many(tree, packages=1, kind=OPEN)
    navwarn("import", tree)
    assert json.loads(navwarn("feed", "secdb").stdout)["packages"] == []


def test_formats_are_listed(navwarn: Navwarn) -> None:
    listed = navwarn("feed", "--help").stdout
    assert "secdb" in listed
    assert "osv" in listed
