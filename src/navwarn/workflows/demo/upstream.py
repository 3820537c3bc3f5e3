"""What upstream sources say about the flaws of the story, in the formats in which they publish it.

CVE records, advisories in OSV form, a page of NVD, the list of exploited vulnerabilities and a day of EPSS:
shaped as the real ones are (reference/sources.md), and told of flaws that were made up.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from navwarn.core.identifier import IdKind, alias_order, kind_of
from navwarn.core.instant import DAY, HOUR, Instant, format_instant, parse_day
from navwarn.workflows.demo.component import STANDARD_LIBRARY
from navwarn.workflows.demo.dice import Dice
from navwarn.workflows.demo.disclosure import SET_PIECE
from navwarn.workflows.demo.table import read_wordings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from navwarn.workflows.demo.disclosure import Disclosure

_ECOSYSTEMS = {
    "go-module": "Go",
    "rust-crate": "crates.io",
    "java-archive": "Maven",
    "python": "PyPI",
    "npm": "npm",
    "gem": "RubyGems",
}
_RATINGS = ((9.0, "CRITICAL"), (7.0, "HIGH"), (4.0, "MEDIUM"), (0.1, "LOW"))
_SLOW_SINCE = parse_day("2024-02-15")
"""From then on NVD left most of what was new without analysis (sources.md NV7)."""

_EPSS_QUANTILES = (30, 45, 60, 90, 150, 300, 700, 2500, 9700)
_GRAVE, _EXPLOITED_SHARE = 8.8, 3
"""What is at least as bad is exploited in so many of a hundred cases."""

_UNRATED_SHARE = 20
_MODEL = "v2025.03.14"
REJECTED = "CVE-2025-999001"
"""An id that was given out and taken back: no flaw of the story."""


class Case(NamedTuple):
    """A flaw with what is said about it: its class, title, description, score and vector of CVSS 3.1."""

    disclosure: Disclosure
    weakness: str
    title: str
    text: str
    score: float
    vector: str
    until: Instant
    dice: Dice

    @property
    def cve(self) -> str:
        """Its CVE id, or an empty text."""
        return next((alias for alias in self.disclosure.aliases if kind_of(alias) is IdKind.CVE), "")

    def later(self, least: int, most: int) -> Instant:
        """Some days after it became known, and not after the moment up to which it is told."""
        return min(self.until, Instant(self.disclosure.disclosed + self.dice.between(least, most) * DAY))

    @property
    def rating(self) -> str:
        """The word for its score."""
        return next(word for least, word in _RATINGS if self.score >= least)


class Upstream(NamedTuple):
    """What each source publishes: records of CVE, GHSA and Go by id, one document of each other source."""

    cve: dict[str, dict[str, Any]]
    ghsa: dict[str, dict[str, Any]]
    go: dict[str, dict[str, Any]]
    nvd: dict[str, Any]
    kev: dict[str, Any]
    epss: str


def tell_upstream(disclosures: Iterable[Disclosure], seed: int, until: Instant) -> Upstream:
    """What the sources have said about these flaws by a moment."""
    cases = [_case(disclosure, seed, until) for disclosure in disclosures]
    numbered = [case for case in cases if case.cve]
    ghsa, go = (_named(cases, kind) for kind in (IdKind.GHSA, IdKind.GO))
    return Upstream(
        cve={case.cve: _cve(case) for case in numbered} | {REJECTED: _rejected(until)},
        ghsa={alias: _ghsa(alias, case) for alias, case in ghsa},
        go={alias: _go(alias, case) for alias, case in go},
        nvd=_nvd(numbered, until),
        kev=_kev(numbered, until),
        epss=_epss(numbered, until),
    )


def _named(cases: Iterable[Case], kind: IdKind) -> list[tuple[str, Case]]:
    """The flaws by each of their ids of a kind."""
    return [(alias, case) for case in cases for alias in case.disclosure.aliases if kind_of(alias) is kind]


def _case(disclosure: Disclosure, seed: int, until: Instant) -> Case:
    """The flaw, and what its class comes to; the set pieces have words of their own."""
    dice = Dice(seed, "upstream", disclosure.aliases[0])
    wordings = read_wordings("weaknesses.toml")
    own = disclosure.aliases[0]
    topic = own if own in wordings else dice.pick([name for name in wordings if name.startswith("CWE-")])
    facts = {"name": disclosure.subject, "remedy": disclosure.remedy or "the newest release"}
    title, text = (dice.pick(wordings[topic][key]).format_map(facts) for key in ("titles", "texts"))
    score, _, vector = dice.pick(wordings[topic]["vectors"]).partition(" ")
    (weakness,) = wordings[topic].get("weaknesses", [topic])
    return Case(disclosure, weakness, title, text, float(score), vector, until, dice)


def _cve(case: Case) -> dict[str, Any]:
    """A record of the CVE list (sources.md CV1, CV2): a CNA's words, and CISA's beside them."""
    found = case.disclosure
    published, updated = found.disclosed, case.later(1, 90)
    metric = {
        "cvssV3_1": {
            "version": "3.1",
            "vectorString": case.vector,
            "baseScore": case.score,
            "baseSeverity": case.rating,
        }
    }
    is_rated = not case.dice.chance(_UNRATED_SHARE)
    cna = {
        "title": case.title,
        "descriptions": [{"lang": "en", "value": case.text}],
        "affected": [_product(found)],
        "problemTypes": [{"descriptions": [{"type": "CWE", "lang": "en", "cweId": case.weakness}]}],
        "references": [{"url": url, "tags": [tag]} for url, tag in _links(case)],
        "providerMetadata": _provider("harbor-cna", updated),
    }
    adp = {
        "title": "CISA ADP Vulnrichment",
        "metrics": [_ssvc(case, updated)] + ([] if is_rated else [metric]),
        "providerMetadata": _provider("CISA-ADP", updated),
    }
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {
            "cveId": case.cve,
            "state": "PUBLISHED",
            "assignerShortName": "harbor-cna",
            "datePublished": format_instant(published),
            "dateUpdated": format_instant(updated),
        },
        "containers": {"cna": cna | ({"metrics": [metric]} if is_rated else {}), "adp": [adp]},
    }


def _rejected(until: Instant) -> dict[str, Any]:
    reason = "This id was given out by mistake: what it was meant for is no vulnerability."
    metadata = {"cveId": REJECTED, "state": "REJECTED", "dateUpdated": format_instant(until)}
    cna = {
        "rejectedReasons": [{"lang": "en", "value": reason}],
        "providerMetadata": _provider("harbor-cna", until),
    }
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": metadata,
        "containers": {"cna": cna},
    }


def _provider(name: str, updated: Instant) -> dict[str, str]:
    return {"shortName": name, "dateUpdated": format_instant(updated)}


def _product(found: Disclosure) -> dict[str, Any]:
    version = {"version": "0", "status": "affected", "versionType": "custom"}
    if found.remedy:
        version["lessThan"] = found.remedy
    name = found.subject.rpartition("/")[2]
    return {
        "vendor": name,
        "product": name,
        "packageName": found.subject,
        "defaultStatus": "unaffected",
        "versions": [version],
    }


def _ssvc(case: Case, updated: Instant) -> dict[str, Any]:
    """CISA's decision points, spelled one way here and another there (sources.md VU2)."""
    exploitation = "active" if _is_exploited(case) else case.dice.pick(("none", "poc", "None", "PoC"))
    options = [
        {"Exploitation": exploitation},
        {"Automatable": case.dice.pick(("yes", "no", "No"))},
        {"Technical Impact": "total" if case.rating == "CRITICAL" else "partial"},
    ]
    content = {"id": case.cve, "timestamp": format_instant(updated), "options": options}
    return {"other": {"type": "ssvc", "content": content}}


def _links(case: Case) -> list[tuple[str, str]]:
    name = case.disclosure.subject.rpartition("/")[2].lower()
    identifier = min(case.disclosure.aliases, key=alias_order)
    return [
        (
            f"https://{name.replace('_', '-').replace('.', '-')}.example/security/{identifier}",
            "vendor-advisory",
        ),
        (f"https://lists.example/oss-security/{identifier}", "mailing-list"),
    ]


def _ghsa(alias: str, case: Case) -> dict[str, Any]:
    """An advisory in OSV form (sources.md GH1).

    Of a project's own code it names no package (GH5), nor of Go's standard library, which is no module.
    """
    found = case.disclosure
    is_reviewed = bool(found.component_type) and found.subject != STANDARD_LIBRARY
    record = _osv(alias, case, case.later(1, 60)) | {
        "severity": [{"type": "CVSS_V3", "score": case.vector}],
        "database_specific": {
            "cwe_ids": [case.weakness],
            "severity": case.rating.replace("MEDIUM", "MODERATE"),
            "github_reviewed": is_reviewed,
        },
    }
    if is_reviewed:
        ecosystem = _ECOSYSTEMS[found.component_type]
        record["affected"] = [_affected(ecosystem, found.subject, "ECOSYSTEM", "0", found.remedy)]
    return record


def _go(alias: str, case: Case) -> dict[str, Any]:
    """A report of Go's vulnerability database (sources.md GO1): versions have no prefix in it.

    What is in the standard library came with the release line before the one that was fixed.
    """
    found = case.disclosure
    remedy = found.remedy.removeprefix("go").removeprefix("v")
    introduced = _line_before(remedy) if found.subject == STANDARD_LIBRARY else "0"
    return _osv(alias, case, case.later(1, 30)) | {
        "affected": [_affected("Go", found.subject, "SEMVER", introduced, remedy)],
        "database_specific": {"review_status": "REVIEWED"},
    }


def _line_before(version: str) -> str:
    """The first version of the release line before that of a version of Go."""
    major, minor, _ = version.split(".")
    return f"{major}.{int(minor) - 1}.0-0"


def _affected(ecosystem: str, name: str, kind: str, introduced: str, remedy: str) -> dict[str, Any]:
    events = [{"introduced": introduced}, {"fixed": remedy}]
    return {"package": {"ecosystem": ecosystem, "name": name}, "ranges": [{"type": kind, "events": events}]}


def _osv(alias: str, case: Case, updated: Instant) -> dict[str, Any]:
    """What every record in OSV form says."""
    return {
        "schema_version": "1.4.0",
        "id": alias,
        "modified": format_instant(updated),
        "published": format_instant(Instant(case.disclosure.disclosed + 2 * HOUR)),
        "aliases": [case.cve] if case.cve else [],
        "summary": case.title,
        "details": case.text,
        "references": [{"type": "ADVISORY", "url": url} for url, _ in _links(case)],
    }


def _nvd(cases: Sequence[Case], until: Instant) -> dict[str, Any]:
    """One page of NVD's API with its state of analysis for each CVE (sources.md NV1)."""
    return {
        "format": "NVD_CVE",
        "version": "2.0",
        "timestamp": format_instant(until)[:-1],
        "resultsPerPage": len(cases),
        "startIndex": 0,
        "totalResults": len(cases),
        "vulnerabilities": [{"cve": _nvd_record(case)} for case in cases],
    }


def _nvd_record(case: Case) -> dict[str, Any]:
    found = case.disclosure
    is_analysed = found.disclosed < _SLOW_SINCE or case.dice.chance(25)
    state = (
        "Analyzed" if is_analysed else case.dice.pick(("Awaiting Analysis", "Awaiting Analysis", "Deferred"))
    )
    record: dict[str, Any] = {
        "id": case.cve,
        "sourceIdentifier": "security@harbor.example",
        "published": format_instant(found.disclosed)[:-1],
        "lastModified": format_instant(case.later(2, 40))[:-1],
        "vulnStatus": state,
        "descriptions": [{"lang": "en", "value": case.text}],
        "metrics": {},
    }
    if is_analysed:
        data = {
            "version": "3.1",
            "vectorString": case.vector,
            "baseScore": case.score,
            "baseSeverity": case.rating,
        }
        record["metrics"] = {
            "cvssMetricV31": [{"source": "nvd@nist.gov", "type": "Primary", "cvssData": data}]
        }
    return record


def _is_exploited(case: Case) -> bool:
    if case.disclosure == SET_PIECE:
        return True
    return case.score >= _GRAVE and Dice("exploited", case.cve).chance(_EXPLOITED_SHARE)


def _kev(cases: Sequence[Case], until: Instant) -> dict[str, Any]:
    """The list of vulnerabilities known to be exploited (sources.md KE1)."""
    listed = [case for case in cases if _is_exploited(case)]
    return {
        "title": "Known exploited vulnerabilities of the demonstration",
        "catalogVersion": format_instant(until)[:10].replace("-", "."),
        "dateReleased": format_instant(until),
        "count": len(listed),
        "vulnerabilities": [_kev_entry(case) for case in listed],
    }


def _kev_entry(case: Case) -> dict[str, Any]:
    disclosed = case.disclosure.disclosed
    added = disclosed if case.disclosure == SET_PIECE else case.later(1, 30)
    name = case.disclosure.subject.rpartition("/")[2]
    return {
        "cveID": case.cve,
        "vendorProject": name,
        "product": name,
        "vulnerabilityName": case.title,
        "dateAdded": format_instant(added)[:10],
        "shortDescription": case.text,
        "requiredAction": "Update as the vendor says, or stop using the product.",
        "dueDate": format_instant(Instant(added + 21 * DAY))[:10],
        "knownRansomwareCampaignUse": case.dice.pick(("Known", "Unknown", "Unknown")),
        "notes": "",
        "cwes": [case.weakness],
    }


def _epss(cases: Sequence[Case], until: Instant) -> str:
    """A day of EPSS with its line of comment (sources.md EP1); scores in hundred-thousandths while made."""
    scores = {case.cve: _probability(case) for case in cases}
    ordered = sorted(scores.values())
    lines = [
        f"#model_version:{_MODEL},score_date:{format_instant(until)[:10]}T00:00:00+0000",
        "cve,epss,percentile",
    ]
    for cve, score in sorted(scores.items()):
        share = bisect_right(ordered, score) / len(ordered)
        lines.append(f"{cve},{score / 100_000:.5f},{share:.5f}")
    return "\n".join(lines) + "\n"


def _probability(case: Case) -> int:
    if _is_exploited(case):
        return 94_400 if case.disclosure == SET_PIECE else 40_000 + case.dice.below(50_000)
    return case.dice.spread(_EPSS_QUANTILES)
