"""Evaluations as JSON, SARIF, CycloneDX and Markdown: everything is told, and no name is markup."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from navwarn.core.finding import (
    Evaluation,
    Finding,
    MatchKind,
    Silence,
    SilenceReason,
    Subtracted,
    SubtractionRule,
)
from navwarn.core.inventory import Attachment, Component, ImageSource, SourceKind
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status
from navwarn.matching.output.cell import code, codes, table
from navwarn.matching.output.cyclonedx import properties, vulnerabilities
from navwarn.matching.output.markdown import to_markdown
from navwarn.matching.output.sarif import to_sarif
from navwarn.matching.output.sentence import (
    finding_sentence,
    location_words,
    package_words,
    settled_words,
    status_words,
    summary_words,
)
from navwarn.matching.output.value import component_value, evaluation_value
from tests.matching.making import ACME_DISTRO, IDENTITY, apk, stated

SOURCE = ImageSource(SourceKind.REGISTRY, "registry.example/app:1", "sha256:ab", platform="linux/amd64")
LIBZ = apk("libz", "1.3-r0", "zlib", purl="pkg:apk/acme/libz@1.3-r0", locations=("/lib/apk/db/installed",))
NET = Component("golang", "net", "v0.7.0", "golang.org/x", locations=("/usr/bin/tool", "/usr/bin/other"))


def finding(
    component: Component = LIBZ,
    severity: Severity = Severity.HIGH,
    status: Status | None = None,
    *,
    name: str = "CVE-2024-0001",
    exposure: Exposure = Exposure.VULNERABLE,
    **more: Any,
) -> Finding:
    """A finding, with a statement of ours where a status is given."""
    statement = None
    if status is not None:
        said = stated("zlib", name, status, more.pop("fixed", ""), reason=more.pop("reason", "")).statement
        statement = replace(said, advisory="ACME-2222-3333-4444", note=more.pop("note", ""))
    return Finding(
        name,
        ("GHSA-2222-3333-4444",),
        component,
        MatchKind.ORIGIN,
        exposure,
        severity,
        statement=statement,
        **more,
    )


def evaluation(*findings: Finding, silences: tuple[Silence, ...] = ()) -> Evaluation:
    """An evaluation of an image."""
    return Evaluation(SOURCE, IDENTITY, findings, silences=silences, evaluated=2)


SILENT = Silence(SilenceReason.ECOSYSTEM_NOT_COVERED, "Go", (NET,), "1 package not evaluated: no records")


def test_json_has_every_list_and_every_fact() -> None:
    value = evaluation_value(
        evaluation(finding(status=Status.FIXED, fixed="1.4-r0", fixed_in=("1.4-r0",)), silences=(SILENT,)),
        ACME_DISTRO,
    )
    assert value["image"]["distro"] == {"id": "acme", "version": None}
    assert (value["evaluated"], value["not_evaluated"], value["subtracted"]) == (2, 1, [])
    (found,) = value["findings"]
    assert found["advisory"]["status"] == "fixed"
    assert found["package"]["reference"] == "pkg:apk/acme/libz@1.3-r0"
    assert value["silences"][0]["packages"][0]["name"] == "net"
    assert evaluation_value(evaluation(), None)["image"]["distro"] is None


def test_a_sarif_log_has_a_rule_for_each_vulnerability_and_a_result_for_each_finding() -> None:
    log = to_sarif(
        evaluation(
            finding(severity=Severity.LOW),
            finding(NET, Severity.CRITICAL, title="Flaw in net"),
            finding(replace(NET, locations=()), Severity.UNKNOWN, name="CVE-2024-0002"),
        ),
        ACME_DISTRO,
        "1.0",
    )
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["CVE-2024-0001", "CVE-2024-0002"]
    assert rules[0]["shortDescription"]["text"] == "Flaw in net"
    assert rules[0]["properties"]["security-severity"] == "9.5"
    assert "security-severity" not in rules[1]["properties"], "nobody scored it"
    assert [result["level"] for result in run["results"]] == ["note", "error", "warning"]
    assert [result["ruleIndex"] for result in run["results"]] == [0, 0, 1]
    uris = [
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
        for place in result["locations"]
    ]
    assert uris == ["lib/apk/db/installed", "usr/bin/tool", "usr/bin/other", "registry.example/app%3A1"]
    assert "invocations" not in run


def test_code_hosts_get_of_each_rule_and_result_what_they_require() -> None:
    """A rule needs a help text, and results in several places are several alerts."""
    places = [replace(NET, locations=(path,)) for path in ("/usr/bin/a", "/usr/bin/b")]
    found = [finding(title="Flaw in net"), *map(finding, places)]
    (run,) = to_sarif(evaluation(*found), ACME_DISTRO, "1.0")["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["help"]["text"] == (
        "CVE-2024-0001: Flaw in net\nSeverity: High\nAlso known as: GHSA-2222-3333-4444"
    )
    assert [result["partialFingerprints"]["finding/v1"] for result in run["results"]] == [
        "CVE-2024-0001:apk:acme:libz",
        "CVE-2024-0001:golang:golang.org/x:net:/usr/bin/a",
        "CVE-2024-0001:golang:golang.org/x:net:/usr/bin/b",
    ]
    (run,) = to_sarif(evaluation(replace(finding(), aliases=())), None, "1.0")["runs"]
    assert run["tool"]["driver"]["rules"][0]["help"]["text"] == "CVE-2024-0001\nSeverity: High"


def test_no_name_becomes_a_link_or_a_control_in_a_sarif_log() -> None:
    """Law 10: readers of SARIF make links of ``[text](address)`` also in plain messages."""
    hostile = replace(LIBZ, name="[good](https://evil.example)\x1b[2J")
    silent = replace(SILENT, message="[see](https://evil.example)")
    title = "Read [this](https://evil.example), not [that] (or so)"
    (run,) = to_sarif(evaluation(finding(hostile, title=title), silences=(silent,)), None, "1.0")["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    said = r"Read \[this](https://evil.example), not [that] (or so)"
    assert rule["shortDescription"]["text"] == rule["fullDescription"]["text"] == said
    assert said in rule["help"]["text"]
    text = run["results"][0]["message"]["text"]
    assert r"in \[good](https://evil.example)" in text
    assert "\x1b" not in text
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == r"\[see](https://evil.example)"


def test_a_sarif_log_tells_what_was_not_evaluated() -> None:
    (run,) = to_sarif(evaluation(silences=(SILENT,)), None, "1.0")["runs"]
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"] == SILENT.message
    assert run["results"] == []
    assert run["properties"]["not_evaluated"] == 1


@pytest.mark.parametrize(
    ("status", "reason", "state", "more"),
    [
        (Status.UNDER_INVESTIGATION, "", "in_triage", {}),
        (Status.AFFECTED, "", "exploitable", {}),
        (Status.FIX_NOT_PLANNED, "", "exploitable", {"response": ["will_not_fix"]}),
        (Status.FIXED, "", "exploitable", {"response": ["update"]}),
        (Status.NOT_AFFECTED, "", "not_affected", {}),
        (Status.NOT_AFFECTED, "component-vulnerability-mismatch", "false_positive", {}),
        (
            Status.NOT_AFFECTED,
            "vulnerable-code-not-included-in-package",
            "not_affected",
            {"justification": "code_not_present"},
        ),
    ],
)
def test_a_bom_says_what_we_say_in_its_words(
    status: Status, reason: str, state: str, more: dict[str, Any]
) -> None:
    one = finding(status=status, reason=reason)
    (said,) = vulnerabilities([one], {one.component: "here"})
    analysis = said["analysis"]
    assert analysis["state"] == state
    assert more.items() <= analysis.items()
    assert {"response", "justification"} & analysis.keys() == set(more)


@pytest.mark.parametrize(
    ("status", "state"), [(Status.FIXED, "resolved"), (Status.NOT_AFFECTED, "not_affected")]
)
def test_a_bom_and_markdown_tell_what_is_settled(status: Status, state: str) -> None:
    settled = finding(status=status, exposure=Exposure.NOT_VULNERABLE, fixed="1.2-r0", fixed_in=("1.2-r0",))
    assert settled.statement is not None
    answered = Subtracted(settled, SubtractionRule.FIXED, settled.statement)
    whole = replace(evaluation(finding(NET)), subtracted=(answered,))
    (told,) = vulnerabilities([], {settled.component: "0-libz"}, [answered])
    assert (told["analysis"]["state"], told["affects"][0]["versions"][0]["status"]) == (state, "unaffected")
    assert "response" not in told["analysis"]
    assert "recommendation" not in told
    assert told["properties"] == [{"name": "navwarn:rule", "value": "fixed"}]
    assert "Settled" not in to_markdown(whole)
    shown = to_markdown(whole, with_settled=True)
    assert "### Settled by our advisories" in shown
    assert f"| {settled_words(answered)} |" in shown


def test_a_sarif_log_suppresses_what_is_settled_and_says_by_which_rule() -> None:
    settled = finding(status=Status.NOT_AFFECTED, name="CVE-2024-0009", exposure=Exposure.NOT_VULNERABLE)
    assert settled.statement is not None
    answered = Subtracted(settled, SubtractionRule.OWNER_NOT_AFFECTED, settled.statement)
    whole = replace(evaluation(finding(NET)), subtracted=(answered,))
    (run,) = to_sarif(whole, ACME_DISTRO, "1.0")["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["CVE-2024-0001"]
    (run,) = to_sarif(whole, ACME_DISTRO, "1.0", with_settled=True)["runs"]
    still, told = run["results"]
    assert "suppressions" not in still
    assert run["tool"]["driver"]["rules"][told["ruleIndex"]]["id"] == "CVE-2024-0009"
    assert told["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "ACME-2222-3333-4444: Not affected since 2023-11-14 (owner-not-affected)",
            "properties": {"rule": "owner-not-affected"},
        }
    ]


def test_a_bom_says_what_is_affected_and_how_to_mend_it() -> None:
    libz = finding(title="Flaw", fixed_in=("1.4-r0",), status=Status.AFFECTED, note="Used")
    net = finding(NET, Severity.NEGLIGIBLE, exposure=Exposure.UNKNOWN)
    first, second = vulnerabilities([libz, net], {libz.component: "0-libz", NET: "1-net"})
    assert first["affects"] == [
        {"ref": "0-libz", "versions": [{"version": libz.component.version, "status": "affected"}]}
    ]
    assert first["analysis"]["detail"] == "Used"
    assert (first["description"], first["recommendation"]) == ("Flaw", "Update to 1.4-r0")
    assert second["ratings"][0]["severity"] == "info"
    assert second["affects"][0]["versions"][0]["status"] == "unknown"
    assert first["bom-ref"] != second["bom-ref"]


def test_a_bom_says_what_was_not_evaluated() -> None:
    assert {"name": "navwarn:silence", "value": SILENT.message} in properties(
        evaluation(finding(), silences=(SILENT,))
    )


def test_markdown_tells_findings_and_silences_and_takes_no_name_for_markup() -> None:
    hostile = apk("a|b`c<script>", "1.3-r0")
    text = to_markdown(
        evaluation(finding(hostile, status=Status.AFFECTED, note="[x](http://e)"), silences=(SILENT,))
    )
    assert "## `registry.example/app:1`" in text
    assert "1 finding (1 High)" in text
    assert "``a¦b`c<script>``" in text
    assert "`[x](http://e)`" in text
    assert "### Not evaluated" in text
    assert "| `/usr/bin/tool (+1)` |" in to_markdown(evaluation(finding(NET)))


def test_markdown_of_nothing_says_so() -> None:
    bare = replace(evaluation(), source=ImageSource(SourceKind.DIRECTORY, "root"))
    assert to_markdown(bare) == ("## `root`\n\nNo findings; 2 packages evaluated.\n\n")


ATTACHED = replace(SOURCE, attachment=Attachment("sha256:cd", "sha256:ab", "referrers"))


def test_every_form_says_where_the_contents_are_as_an_attached_sbom_tells_them() -> None:
    told = replace(evaluation(), source=ATTACHED)
    assert evaluation_value(told, None)["image"]["attachment"] == {
        "digest": "sha256:cd",
        "subject": "sha256:ab",
        "found_by": "referrers",
        "is_verified": False,
    }
    assert f"\n`{ATTACHED.evidence}`\n" in to_markdown(told)
    assert to_sarif(told, None, "1.0")["runs"][0]["properties"]["evidence"] == ATTACHED.evidence


def test_no_form_says_so_of_an_image_that_was_read() -> None:
    read = evaluation()
    assert evaluation_value(read, None)["image"]["attachment"] is None
    assert "evidence" not in to_sarif(read, None, "1.0")["runs"][0]["properties"]
    assert {one["name"] for one in properties(read)} == {"navwarn:evaluated", "navwarn:not-evaluated"}


def test_sentences_name_package_origin_fix_and_status() -> None:
    one = finding(status=Status.FIXED, fixed="1.4-r0", fixed_in=("1.4-r0",))
    assert finding_sentence(one) == (
        "High CVE-2024-0001 in libz 1.3-r0; fixed in 1.4-r0; Fixed in 1.4-r0 since 2023-11-14"
    )
    assert package_words(one) == "libz (zlib)"
    assert package_words(finding(NET)) == "golang.org/x/net"
    assert status_words(None) == ""
    assert location_words(()) == ""
    assert location_words(("/opt/" + "a" * 40 + "/METADATA",)) == "…" + "a" * 30 + "/METADATA"
    assert finding_sentence(finding(NET)) == "High CVE-2024-0001 in golang.org/x/net v0.7.0"


def test_a_summary_counts_what_was_found_settled_and_missed() -> None:
    settled = finding(status=Status.NOT_AFFECTED)
    assert settled.statement is not None
    answered = Subtracted(settled, SubtractionRule.NOT_AFFECTED, settled.statement)
    other = finding(NET, Severity.UNKNOWN, name="CVE-2024-0002")
    full = evaluation(finding(), other, silences=(SILENT,))
    assert summary_words(replace(full, subtracted=(answered,))) == (
        "2 findings (1 High, 1 Unknown); 1 settled by our advisories; 2 packages evaluated;"
        " 1 package not evaluated"
    )


def test_a_summary_counts_vulnerabilities_that_several_packages_have_once_by_the_worst_severity() -> None:
    lower, worst = finding(NET, Severity.LOW), finding(severity=Severity.CRITICAL)
    assert summary_words(evaluation(lower, worst)) == (
        "1 vulnerability (1 Critical) in 2 findings; 2 packages evaluated"
    )
    more = finding(NET, Severity.LOW, name="CVE-2024-0002")
    assert summary_words(evaluation(lower, worst, more)).startswith(
        "2 vulnerabilities (1 Critical, 1 Low) in 3 findings;"
    )
    copy = finding(replace(NET, locations=("/usr/bin/other",)), Severity.LOW)
    assert summary_words(evaluation(lower, copy, worst)).startswith(
        "1 vulnerability (1 Critical) in 2 findings"
    )
    assert summary_words(evaluation(lower, copy)).startswith("1 finding (1 Low)")


def test_a_summary_of_what_nobody_could_judge_does_not_sound_clean() -> None:
    missed = replace(evaluation(silences=(SILENT,)), evaluated=0)
    assert summary_words(missed) == "nothing was evaluated; 1 package not evaluated"
    assert summary_words(replace(evaluation(), evaluated=0)) == "nothing was evaluated"
    reported = replace(evaluation(finding()), evaluated=0)
    assert summary_words(reported).startswith("1 finding (1 High)")


def test_what_our_advisories_settled_is_told_with_the_rule() -> None:
    settled = finding(status=Status.FIXED, fixed="1.2-r0")
    assert settled.statement is not None
    answered = Subtracted(settled, SubtractionRule.FIXED, settled.statement)
    (told,) = evaluation_value(replace(evaluation(), subtracted=(answered,)), ACME_DISTRO)["subtracted"]
    assert (told["id"], told["rule"], told["package"]["name"]) == ("CVE-2024-0001", "fixed", "libz")
    assert told["advisory"]["fixed_version"] == "1.2-r0"
    assert told["advisory"]["note"] is None


def test_a_module_below_a_repository_is_told_from_the_one_beside_it() -> None:
    """Package URLs divide the path of a Go module: without the rest several have one name and version."""
    module = Component("golang", "auth", "v0.2.6", "cloud.google.com/go", subpath="oauth2adapt")
    assert component_value(module)["subpath"] == "oauth2adapt"
    assert component_value(replace(module, subpath=""))["subpath"] is None


def test_a_cell_without_a_text_is_empty_and_a_table_without_rows_is_none() -> None:
    assert code(" \n ") == ""
    assert codes(["linux/amd64", "a|b"]) == "`linux/amd64`, `a¦b`"
    assert code("a `b` ``c``") == "```" + " a `b` ``c`` " + "```"
    assert table("Nothing", ("a", "b"), []) == []


def test_several_texts_are_as_many_code_spans_and_a_text_that_is_cut_says_so() -> None:
    assert codes(["a|b", "", "c`"]) == "`a¦b`, , `` c` ``"
    assert codes(()) == ""
    assert code("x" * 301) == f"`{'x' * 300}…`"
