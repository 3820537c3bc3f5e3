"""The rules by id: what each rejects, how bad that is, and what to do about it (documents.md section 7)."""

from __future__ import annotations

from msgspec import Struct

from navwarn.documents.fault import Level


class Rule(Struct, frozen=True):
    """One rule: its id, what it finds in a few words, and a sentence that helps whoever met it."""

    id: str
    title: str
    help: str
    level: Level = Level.ERROR

    @property
    def group(self) -> str:
        """The letter of its group."""
        return self.id[0]


GROUPS = {
    "D": "One document",
    "C": "The collection",
    "A": "Completeness of aliases (only with --aliases or --ledger-aliases)",
    "B": "Comparison with a base (only with --base)",
    "W": "Warnings",
}
"""The letters of groups, and what their rules are about."""

_WARNING = Level.WARNING

RULES = (
    Rule(
        "D1",
        "unreadable document",
        "Correct what the message names: the file must be YAML of one document"
        " without anchors, tags of its own or duplicate keys; keys and types as the schema has them;"
        " timestamps in RFC 3339 and without quotes. What can be read is checked further.",
    ),
    Rule("D2", "schema version unreadable", "Write a version such as 2.0.2, or 2 between quotes."),
    Rule("D3", "schema version newer than known", "Update Navwarn; until then it cannot judge the document."),
    Rule("D4", "schema version missing or below 2", "Write the schema version the document follows: 2.0.2."),
    Rule("D5", "empty package name", "Name the origin package."),
    Rule("D6", "no advisories", "Remove the file: a document without advisories should not exist."),
    Rule("D7", "advisory id twice in the document", "Give each advisory an id of its own."),
    Rule(
        "D8",
        "alias in two advisories of the document",
        "Merge the advisories: one vulnerability has one"
        " advisory in a package. The id of another advisory is no alias either.",
    ),
    Rule(
        "D9",
        "not an advisory id",
        "Use a prefix of the distribution (CGA always counts) and three groups of"
        " four characters; `navwarn id` makes one. Ids of vulnerabilities belong to the aliases.",
    ),
    Rule("D10", "alias twice in an advisory", "Remove one of the two."),
    Rule(
        "D11",
        "not a valid alias",
        "List CVE, GHSA and GO ids, written as their families write them. Ids of"
        " other known families, and GO ids of more than four digits, are a warning.",
    ),
    Rule("D12", "alias is the advisory's own id", "Remove it from the aliases."),
    Rule("D13", "no events", "Add at least one event."),
    Rule("D14", "zero timestamp", "Write when the event happened."),
    Rule("D15", "timestamp in the future", "Correct the time: it may be at most 2 hours ahead of now."),
    Rule("D16", "unknown event type", "Write one of the seven types of the schema."),
    Rule(
        "D17",
        "event data missing or of the wrong shape",
        "Give the event a mapping with its type's fields; only true-positive determinations do without.",
    ),
    Rule(
        "D18",
        "detection data do not fit their type",
        "Write manual without data, or nvdapi or scan/v1 with the fields of that type.",
    ),
    Rule("D19", "not a CPE name", "Write both names as a CPE 2.3 formatted string or a CPE 2.2 URI."),
    Rule(
        "D20",
        "scan field empty, or unknown scanner",
        "Fill in every field of the scan. A scanner other than grype is a warning.",
    ),
    Rule(
        "D21",
        "fixed version not complete",
        "Write a version of the distribution's scheme; for apk with its release, such as 1.2.3-r0.",
    ),
    Rule("D22", "unknown type of false positive", "Write one of the seven types of the schema."),
    Rule(
        "D23",
        "empty note",
        "Say why: fix-not-planned, analysis-not-planned and pending-upstream-fix need a note.",
    ),
    Rule(
        "C1",
        "file name does not fit the package",
        "Name the file after its package:"
        " NAME.advisories.yaml. Checked for every file, whatever --package says.",
    ),
    Rule(
        "C2",
        "advisory id in two documents",
        "Mint another id for one of the two: an id stands for one vulnerability in one package.",
    ),
    Rule("C3", "two documents of one package", "Merge the two files."),
    Rule("A1", "GHSA alias missing", "Add the GHSA id that is known for the CVE."),
    Rule("A2", "CVE alias missing that is known", "Add the CVE that is known for the GHSA id."),
    Rule(
        "B1",
        "document removed",
        "Put the document back; whoever relied on it must be able to see what"
        " became of it. A rename looks like this too.",
    ),
    Rule("B2", "advisory removed", "Put the advisory back: advisories are never removed."),
    Rule(
        "B3",
        "event removed or modified",
        "Put the event back as it was and add a new one: events are only ever added.",
    ),
    Rule(
        "B4",
        "new event 30 days old or older",
        "Date the event when it is recorded: readers follow what is new.",
    ),
    Rule(
        "B5",
        "fixed version not published",
        "Name a version that every given package index has, or wait until it is published.",
    ),
    Rule("B6", "new document without build definition", "Correct the package name, or add the definition."),
    Rule(
        "B7",
        "changed document of a package that is not shipped",
        "Correct the package name: there is"
        " neither a build definition nor a package of that name in an index.",
    ),
    Rule("W1", "advisories not in order", "Run `navwarn fmt --sort`.", _WARNING),
    Rule(
        "W2",
        "event older than the one before it",
        "Check the timestamp; the state follows the time and not the order in the file.",
        _WARNING,
    ),
    Rule(
        "W3", "exact duplicate of an event", "Remove one of the two, if nobody has seen them yet.", _WARNING
    ),
    Rule(
        "W4",
        "state repeated",
        "Check whether the event says anything that the one before it did not.",
        _WARNING,
    ),
    Rule(
        "W5",
        "event after a false positive",
        "Say what changed: people have stopped watching an advisory that was found not affected.",
        _WARNING,
    ),
    Rule(
        "W6",
        "one vulnerability in two advisories",
        "Merge the two: their aliases name the same"
        " vulnerability, as other documents or the table of aliases say.",
        _WARNING,
    ),
    Rule("W7", "alias removed", "Check that the alias was wrong: readers find the advisory by it.", _WARNING),
    Rule("W8", "no CVE alias", "Add the CVE, if there is one: most scanners go by it.", _WARNING),
    Rule(
        "W9",
        "closed advisory open again",
        "Check that the earlier determination was wrong, and not the new detection.",
        _WARNING,
    ),
)
"""All rules in the order of their groups."""

BY_ID = {rule.id: rule for rule in RULES}


def reference() -> str:
    """The page of the documentation that lists all rules, as Markdown."""
    lines = [
        "# Rules of `navwarn validate`",
        "",
        "Rule ids are stable: they stand in the text output, and as `rule` in JSON and SARIF. Errors make",
        "the exit status 1; warnings do so with `--strict`. `navwarn validate --rules` prints this page.",
    ]
    for letter, title in GROUPS.items():
        lines += ["", f"## {letter}: {title}", "", "| rule | finds | what to do |", "|---|---|---|"]
        lines += [f"| {rule.id} | {rule.title} | {rule.help} |" for rule in RULES if rule.group == letter]
    return "\n".join(lines) + "\n"
