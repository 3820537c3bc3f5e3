"""Every JSON result of the real program keeps to its schema, and the schema would notice one word more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.core.merkle import leaf_hash
from navwarn.core.proof import Extension, Inclusion, LogHead, Proof
from navwarn.workflows.proving import proof_json
from tests.conformance.program import Program
from tests.images.attachments import IN_TOTO, SPDX_PREDICATE, Blob, spdx, statement, with_attestations
from tests.images.samples import APK, OS_RELEASE, File, image, write_layout, write_root
from tests.scanners.documents import grype, match
from tests.schemas.schema import faults, names
from tests.schemas.test_schemas import NOT_RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ID = "CGA-2222-3333-4444"
DOCUMENT = f"""\
schema-version: 2.0.2

package:
  name: nghttp2

advisories:
  - id: {ID}
    aliases:
      - CVE-2023-44487
      - GHSA-2m7v-gc89-fjqf
    events:
      - timestamp: 2023-10-10T14:00:00Z
        type: detection
        data:
          type: manual
      - timestamp: 2023-10-11T09:30:00Z
        type: fixed
        data:
          fixed-version: 1.57.0-r0
"""
KEV = """{"catalogVersion": "1", "count": 1, "vulnerabilities": [
  {"cveID": "CVE-2023-44487", "dateAdded": "2023-10-10", "vulnerabilityName": "HTTP/2 Rapid Reset"}
]}"""
REJECTED = """{"cveMetadata": {"cveId": "CVE-2024-0002", "state": "REJECTED"},
  "containers": {"cna": {"rejectedReasons": [{"lang": "en", "value": "Not used."}]}}}"""
INDEX = "P:nghttp2\nV:1.57.0-r0\nA:x86_64\nt:1696000000\n\nP:nghttp2-dev\no:nghttp2\nV:1.57.0-r0\nA:x86_64\n"
COMMANDS = (
    "import documents -o json",
    "import documents -o json",
    "import reduced --reconcile --reason=withdrawn -o json",
    "import documents -o json",
    "advisory create -p zlib -V CVE-2023-45853 -t detection --id CGA-2222-3333-5555 -o json",
    "advisory create -p zlib -V CVE-2018-25032 -t fixed --fixed-version 1.2.12-r0 --dry-run -o json",
    "advisory update -p zlib -V CVE-2023-45853 -t tp --note=used --internal-note=asked -o json",
    "advisory alias add CGA-2222-3333-5555 GHSA-mq29-j5xf-cjwr -o json",
    "advisory alias remove CGA-2222-3333-5555 GHSA-mq29-j5xf-cjwr -o json",
    "advisory retract 8 --reason=test --dry-run -o json",
    "advisory withdraw CGA-2222-3333-5555 --reason=duplicate -o json",
    "advisory list -o json",
    "advisory list --history -s withdrawn -s fixed -o json",
    "advisory list --as-of 2023-10-10 --known-at 2 -o json",
    "advisory list --count -o json",
    f"advisory show {ID} -o json",
    "advisory show CGA-2222-3333-5555 -o json",
    f"advisory history {ID} -o json",
    "advisory history CGA-2222-3333-5555 -o json",
    f"advisory prove {ID} 5 --since 2 -o json",
    "advisory prove --known-at 3 -o json",
    "advisory prove --verify proof.json -o json",
    "advisory prove --verify false.json -o json",
    "advisory erase-private 5 --yes -o json",
    "advisory erase-private 5 6 --yes -o json",
    "lookup CVE-2023-44487 -o json",
    "lookup CVE-1999-0001 -o json",
    "source import upstream -o json",
    "source list -o json",
    "lookup CVE-2023-44487 -o json",
    "lookup CVE-2024-0002 -o json",
    "lookup CVE-1999-0001 -o json",
    "package import APKINDEX -o json",
    "package list -o json",
    "package show nghttp2 -o json",
    "image inventory root -o json",
    "--config acme.toml scan old -o json",
    "--config acme.toml scan debian -o json",
    "--config acme.toml scan --report report.json -D default -o json",
    "--config acme.toml diff old layout -o json",
    "--config acme.toml diff old layout --subtracted -o json",
    "--config acme.toml diff old debian --from-at 2020-01-01 -o json",
    "--config acme.toml image add old --name registry.example/app:1 -o json",
    "--config acme.toml image add layout --name registry.example/app:1 -o json",
    "--config acme.toml image list -o json",
    "--config acme.toml image history registry.example/app:1 -o json",
    "--config acme.toml image changelog registry.example/app:1 -o json",
    "--config acme.toml lookup CVE-2023-44487 --images -o json",
    "image inventory layout -o json",
    "image inventory built --attached -o json",
    "image attachments built -o json",
    "--config acme.toml scan built --attached -o json",
    "--config acme.toml diff built built --attached -o json",
    "db check -o json",
    "config show -o json",
    "db check -o json",
    "version compare 1.2.3-r9 1.2.3-r10 -o json",
    "version check 1.2.3-r0 -o json",
    "version check 1.2.3 --scheme deb -o json",
    "version check one -o json",
    "validate documents -o json",
    "validate documents --base reduced --now 2023-10-12T00:00:00Z -o json",
    "validate broken --strict -o json",
    "demo --out demo -o json",
    "--config private.toml token create -D vault --expires 2999-01-01 --label=mirror -o json",
    "--config private.toml token list -o json",
)
"""A story in which every kind of entry and answer occurs; each command prints one result."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What the program printed for each command, in order, and the reports it wrote to files."""
    home = tmp_path_factory.mktemp("home")
    write_documents(home)
    write_proofs(home)
    program = Program(home)
    return [*(printed(program, command) for command in COMMANDS), *reports(program)]


def printed(program: Program, command: str) -> Any:
    """The one JSON value that a command prints, whatever its exit status."""
    result = program(*command.split(), expect=None)
    assert result.stdout, (command, result.stderr)
    return json.loads(result.stdout)


def write_documents(home: Path) -> None:
    """One document, the same without its last event, and the same with two faults."""
    reduced = DOCUMENT[: DOCUMENT.rindex("      - ")]
    broken = DOCUMENT.replace("-r0", "").replace("package:", "remark: none\npackage:")
    (home / "private.toml").write_text('[distributions.vault]\nvisibility = "private"\n')
    for name, text in (("documents", DOCUMENT), ("reduced", reduced), ("broken", broken)):
        (home / name).mkdir()
        (home / name / "nghttp2.advisories.yaml").write_text(text)
    (home / "upstream").mkdir()
    for name, text in (("kev.json", KEV), ("rejected.json", REJECTED), ("broken.json", "{")):
        (home / "upstream" / name).write_text(text)
    (home / "APKINDEX").write_text(INDEX)
    write_images(home)


def write_images(home: Path) -> None:
    """A layout with everything that an image may have, and a directory with nothing but a database of rpm."""
    start = {"User": "65532", "Entrypoint": ["/bin/app"], "Env": ["PATH=/bin"], "Labels": {"a": "b"}}
    files = (File("etc/os-release", OS_RELEASE), File("lib/apk/db/installed", APK))
    write_layout(home / "layout", image(files, config=start))
    built = image(files)
    attested = statement(SPDX_PREDICATE, spdx("nghttp2@1.56.0-r0"), built.root)
    blob = Blob(attested, IN_TOTO, {"in-toto.io/predicate-type": SPDX_PREDICATE})
    write_layout(home / "built", with_attestations(built, "linux/amd64", blob))
    database = APK.replace(b"1.55.1-r0", b"1.57.0-r0") + b"\nP:zlib\nV:1.2.12-r0\n"
    write_layout(home / "old", image((files[0], File("lib/apk/db/installed", database))))
    status = b"Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.36-9\n"
    os_release = File("etc/os-release", b"ID=debian\n")
    write_layout(home / "debian", image((os_release, File("var/lib/dpkg/status", status))))
    (home / "acme.toml").write_text('[distributions.default]\nos-ids = ["wolfi"]\n')
    report = grype(match("CVE-2023-44487", "pkg:apk/wolfi/nghttp2@1.56.0-r0"), {"broken": True})
    (home / "report.json").write_text(json.dumps(report))
    write_root(home / "root", (File("var/lib/rpm/Packages", b"x"),))


def write_proofs(home: Path) -> None:
    """A proof of a log with one leaf, which is of no entry, and a proof of nothing about the same log."""
    root = leaf_hash(b"leaf")
    head = LogHead(1, root)
    proof = Proof(head, extension=Extension(head, ()))
    false = Proof(head, (Inclusion(1, b"leaf", root, ()),))
    for name, value in (("proof", proof), ("false", false)):
        content = {"schema": "navwarn/proof/1", **proof_json(value)}
        (home / f"{name}.json").write_text(json.dumps(content))


def reports(program: Program) -> Iterator[Any]:
    """The reports of a feed that is new, and of one that replaces it and would lose all."""
    feed = "feed secdb --out security.json --report report.json"
    for more, status in (("", 0), (" --advisories reduced", None)):
        program(*(feed + more).split(), expect=status)
        yield json.loads((program.home / "report.json").read_text())


def schema_of(result: Any) -> str:
    product, thing, number = result["schema"].split("/")
    assert product == "navwarn"
    return f"{thing}-{number}"


def test_every_result_keeps_to_its_schema(results: list[Any]) -> None:
    for result in results:
        assert faults(schema_of(result), result) == [], json.dumps(result, indent=1)


def test_the_story_tells_every_result_there_is(results: list[Any]) -> None:
    assert {schema_of(result) for result in results} == set(names()) - NOT_RESULTS


def test_a_word_more_would_be_noticed(results: list[Any]) -> None:
    for result in results:
        assert faults(schema_of(result), result | {"more": 1})
        for key in ("items", "entries", "distributions", "feeds"):
            for item in result.get(key, ()) if isinstance(result.get(key), list) else ():
                grown = result | {key: [item | {"more": 1}]}
                assert faults(schema_of(result), grown), key


def test_a_word_less_would_be_noticed(results: list[Any]) -> None:
    for result in results:
        for key in result:
            assert faults(schema_of(result), {k: v for k, v in result.items() if k != key}), key
