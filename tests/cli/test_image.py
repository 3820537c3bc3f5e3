"""``navwarn image``: images that are remembered, and findings that follow what becomes known."""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.pictures import ACME, DEBIAN, DPKG, OLD, bom, files, picture
from tests.images.loopback import Registry, serving
from tests.images.samples import File, docker_files, image, write_layout, write_tar

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn

APP = "registry.example/app:1"
REQUESTS = b"Metadata-Version: 2.1\nName: requests\nVersion: 2.25.0\n"


def items(navwarn: Navwarn, *arguments: object) -> Any:
    """The items of a command's JSON."""
    return json.loads(navwarn(*arguments, "-o", "json").stdout)["items"]


@pytest.fixture
def tracked(navwarn: Navwarn, home: Path) -> Path:
    """The folder, with the old and then the new image tracked, and nothing left to read them from."""
    navwarn("image", "add", home / "old.tar")
    navwarn("image", "add", home / "new.tar")
    for path in home.iterdir():
        if path.is_dir() and path.name.startswith(("old", "new", "many", "root")):
            shutil.rmtree(path)
        elif path.suffix == ".tar":
            path.unlink()
    return home


def test_an_image_is_tracked_by_its_digest_with_what_it_is_open_to(navwarn: Navwarn, home: Path) -> None:
    (added,) = items(navwarn, "image", "add", home / "old.tar")
    assert added["is_new"] is True
    assert added["vulnerabilities"] == {"critical": 1, "high": 1, "unknown": 2}
    assert [tag["name"] for tag in added["tags"]] == [APP]
    again = navwarn("image", "add", home / "old.tar")
    assert "1 of 1 digests were tracked already" in again.stderr
    text = navwarn("image", "list").stdout
    head = " ".join(text.splitlines()[0].split())
    assert head == "digest platform packages critical high medium low unknown not evaluated added names"
    (row,) = text.splitlines()[1:]
    assert row.split()[1:8] == ["linux/amd64", "3", "1", "1", "0", "0", "2"]


def test_what_nobody_could_judge_is_counted_until_somebody_can(navwarn: Navwarn, home: Path) -> None:
    write_layout(home / "later", picture("curl 8.4.0-r0", config={"Env": ["A=1"]}))
    navwarn("image", "add", home / "debian", "--name", "registry.example/debian:12")
    assert [one["not_evaluated"] for one in items(navwarn, "image", "list")] == [1]
    text = navwarn("image", "list").stdout
    assert text.splitlines()[1].split()[-3] == "1"
    (home / "navwarn.toml").write_text(
        (home / "navwarn.toml").read_text()
        + '[distributions.deb]\nos-ids = ["debian"]\nversion-scheme = "deb"\npurl = "pkg:deb/debian"\n'
        'advisory-id-prefix = "DEB"\n'
    )
    assert [one["not_evaluated"] for one in items(navwarn, "image", "list")] == [1]
    navwarn("advisory", "create", "-D", "deb", "-p", "other", "-V", "CVE-2024-0001", "-t", "detection")
    assert [one["not_evaluated"] for one in items(navwarn, "image", "list")] == [0]


def test_an_inventory_names_modules_below_a_repository_by_their_whole_path(
    navwarn: Navwarn, home: Path
) -> None:
    """Of one repository there may be several modules of one version."""
    purls = (
        "pkg:golang/cloud.google.com/go/auth@v0.2.6#oauth2adapt",
        "pkg:golang/cloud.google.com/go@v0.2.6",
    )
    parts = [{"type": "library", "name": "x", "version": "v0.2.6", "purl": purl} for purl in purls]
    sbom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": parts}
    (home / "modules.json").write_text(json.dumps(sbom))
    told = navwarn("image", "inventory", home / "modules.json")
    assert "0 distro packages, 2 language components" in told.stderr
    listed = told.stdout.splitlines()[1:]
    assert [row.split()[1] for row in listed] == [
        "cloud.google.com/go",
        "cloud.google.com/go/auth/oauth2adapt",
    ]


@pytest.mark.parametrize("output", ["table", "json", "spdx", "cyclonedx"])
def test_an_inventory_is_written_to_a_file(navwarn: Navwarn, home: Path, output: str) -> None:
    written = navwarn("image", "inventory", home / "old", "-o", output, "--out", home / "out")
    assert written.stdout == ""
    assert "libnghttp2-14" in (home / "out").read_text()


def test_what_could_not_be_read_is_told_where_images_are_listed(navwarn: Navwarn, home: Path) -> None:
    """Nobody counts the packages of a database of rpm: no list may call such an image clean."""
    fedora = (File("etc/os-release", b"ID=fedora\n"), File("var/lib/rpm/rpmdb.sqlite", b"SQLite"))
    write_layout(home / "fedora", image(fedora))
    navwarn("image", "add", home / "fedora", "--name", "registry.example/fedora:40")
    (one,) = items(navwarn, "image", "list")
    assert (one["packages"], one["not_evaluated"], one["is_unread"]) == (0, 0, True)
    for listed in (("list",), ("history", "registry.example/fedora:40")):
        assert "something not read" in navwarn("image", *listed).stdout
    asked = navwarn("lookup", "CVE-2023-44487", "--images")
    assert "1 tracked image has packages that nobody could judge" in asked.stdout
    nameless = (*fedora, *files("zlib odd", os_release=b"ID=fedora\n"))
    write_layout(home / "mixed", image(nameless))
    navwarn("image", "add", home / "mixed", "--name", "registry.example/mixed:1")
    assert "1, and something not read" in navwarn("image", "list").stdout


def test_a_tag_has_a_history_and_a_changelog(navwarn: Navwarn, tracked: Path) -> None:
    history = items(navwarn, "image", "history", APP)
    assert [one["image"]["vulnerabilities"].get("critical", 0) for one in history] == [0, 1]
    assert [line.split()[2] for line in navwarn("image", "history", APP).stdout.splitlines()[1:]] == [
        APP,
        APP,
    ]
    (step,) = items(navwarn, "image", "changelog", APP)
    assert [one["id"] for one in step["findings"]["gone"]] == ["CVE-2023-44487", "CVE-2022-37434"]
    assert {one["reason"]["code"] for one in step["findings"]["gone"]} == {"upgraded-past-fix"}
    text = navwarn("image", "changelog", APP).stdout
    assert f"{APP} linux/amd64 sha256:" in text
    assert "2 vulnerabilities gone, 0 new, 4 packages changed" in text
    unknown = navwarn("image", "history", "registry.example/app:2", expect=2)
    assert "no image was tracked as registry.example/app:2" in unknown.stderr
    assert tracked


def test_a_tag_with_one_image_has_nothing_to_tell(navwarn: Navwarn, home: Path) -> None:
    navwarn("image", "add", home / "old.tar")
    told = navwarn("image", "changelog", APP)
    assert told.stdout == ""
    assert "nothing changed" in told.stderr


def test_findings_follow_an_advisory_without_reading_the_image_again(navwarn: Navwarn, tracked: Path) -> None:
    assert items(navwarn, "image", "list")[0]["vulnerabilities"] == {"unknown": 2}
    navwarn("advisory", "create", "-p", "curl", "-V", "CVE-2023-38545", "-t", "tp", "--note", "It is used.")
    assert items(navwarn, "image", "list")[0]["vulnerabilities"] == {"unknown": 3}
    navwarn(
        "advisory", "update", "-p", "curl", "-V", "CVE-2023-38545", "-t", "fixed", "--fixed-version=8.4.0-r0"
    )
    assert items(navwarn, "image", "list")[0]["vulnerabilities"] == {"unknown": 2}
    assert tracked


def test_findings_follow_a_record_without_reading_the_image_again(navwarn: Navwarn, tracked: Path) -> None:
    assert items(navwarn, "image", "list")[1]["vulnerabilities"] == {"critical": 1, "high": 1, "unknown": 2}
    record = (tracked / "nvd.json").read_text()
    changed = record.replace("CVE-2022-37434", "CVE-2023-45853").replace("2023-10-12T", "2023-10-13T")
    (tracked / "nvd.json").write_text(changed)
    navwarn("source", "import", tracked / "nvd.json")
    assert items(navwarn, "image", "list")[1]["vulnerabilities"] == {"critical": 1, "high": 2, "unknown": 1}


def test_which_image_is_open_to_a_vulnerability_and_which_is_the_first_without_it(
    navwarn: Navwarn, tracked: Path
) -> None:
    text = navwarn("lookup", "CVE-2023-44487", "--images").stdout
    assert "libnghttp2-14 1.56.0-r0" in text
    found = json.loads(navwarn("lookup", "CVE-2023-44487", "--images", "-o", "json").stdout)["images"]
    (one,) = found
    assert one["packages"][0]["fixed_in"] == ["1.57.0-r0"]
    assert (one["clean_tag"], one["clean"]["vulnerabilities"]) == (APP, {"unknown": 2})
    still = json.loads(navwarn("lookup", "CVE-2023-45853", "--images", "-o", "json").stdout)["images"]
    assert [two["clean"] for two in still] == [None, None]
    assert "none yet" in navwarn("lookup", "CVE-2023-45853", "--images").stdout
    assert (
        "no tracked image is known to be open to it" in navwarn("lookup", "CVE-2022-30065", "--images").stdout
    )
    assert tracked


def test_an_image_that_nobody_could_judge_is_not_called_free_of_a_vulnerability(
    navwarn: Navwarn, home: Path
) -> None:
    """Silence is never clean: the first without it is one of which that is known."""

    def add(*packages: str, os_release: bytes = ACME) -> str:
        write_layout(home / "next", image(files(*packages, os_release=os_release)))
        (added,) = items(navwarn, "image", "add", home / "next", "--name", APP)
        shutil.rmtree(home / "next")
        return str(added["digest"])

    def clean() -> Any:
        answer = json.loads(navwarn("lookup", "CVE-2023-44487", "--images", "-o", "json").stdout)
        (one,) = answer["images"]
        return one["clean"] and one["clean"]["digest"], answer["unjudged_images"]

    add("libnghttp2-14 1.56.0-r0 nghttp2")
    assert clean() == (None, 0)
    add("libnghttp2-14 1.56.0-r0 nghttp2", os_release=b"ID=other\n")  # of which nobody has data
    assert clean() == (None, 1)
    add("libnghttp2-14 odd nghttp2", "curl 8.4.0-r0")  # a version that has no place in the order
    assert clean() == (None, 2)
    never = add("curl 8.4.0-r0", "zlib odd")  # the package is not in it; another one is not evaluated
    assert clean() == (never, 3)
    add("libnghttp2-14 1.57.0-r0 nghttp2")
    assert clean() == (never, 3), "the first, not the last"
    text = navwarn("lookup", "CVE-2023-44487", "--images").stdout
    assert "3 tracked images have packages that nobody could judge" in text
    add("libnghttp2-14 1.55.0-r0 nghttp2")
    answer = json.loads(navwarn("lookup", "CVE-2023-44487", "--images", "-o", "json").stdout)
    assert [one["clean"] for one in answer["images"]] == [None, None]


def test_an_image_whose_packages_were_not_read_is_not_called_free_of_a_vulnerability(
    navwarn: Navwarn, home: Path
) -> None:
    navwarn("image", "add", home / "old", "--name", APP)
    module = File("usr/lib/python3.12/site-packages/requests-2.25.0.dist-info/METADATA", REQUESTS)
    rpm = (File("etc/os-release", b"ID=other\n"), File("var/lib/rpm/rpmdb.sqlite", b"x"), module)
    write_layout(home / "rpm", image(rpm))
    added = navwarn("image", "add", home / "rpm", "--name", APP)
    assert "rpm packages in /var/lib/rpm/rpmdb.sqlite were not read" in added.stderr
    answer = json.loads(navwarn("lookup", "CVE-2023-44487", "--images", "-o", "json").stdout)
    assert [one["clean"] for one in answer["images"]] == [None]
    assert answer["unjudged_images"] == 1, "of its module there are no records"
    affected = {"package": {"ecosystem": "PyPI", "name": "requests"}, "versions": ["9.0"]}
    record = {"id": "PYSEC-2024-1", "modified": "2024-01-02T00:00:00Z", "affected": [affected]}
    (home / "osv.json").write_text(json.dumps(record))
    navwarn("source", "import", home / "osv.json")
    assert items(navwarn, "image", "list")[0]["not_evaluated"] == 0
    answer = json.loads(navwarn("lookup", "CVE-2023-44487", "--images", "-o", "json").stdout)
    assert answer["unjudged_images"] == 1, "what was judged in it does not tell of its packages"
    assert "1 tracked image has packages that nobody could judge" in (
        navwarn("lookup", "CVE-2023-44487", "--images").stdout
    )


def test_one_digest_under_two_tags_and_a_tag_that_comes_back(navwarn: Navwarn, home: Path) -> None:
    for number, name in enumerate(("old", "new", "old")):
        navwarn("image", "add", home / name, "--name", f"{APP}")
        navwarn("image", "add", home / name, "--name", f"registry.example/app:v{number}")
    history = [one["image"]["digest"] for one in items(navwarn, "image", "history", APP)]
    assert history[0] == history[2] != history[1]
    assert len(items(navwarn, "image", "list")) == 2
    (one,) = json.loads(navwarn("lookup", "CVE-2023-44487", "--images", "-o", "json").stdout)["images"]
    assert one["clean"] is None, "the repository went back to the image that has it"
    steps = items(navwarn, "image", "changelog", APP)
    assert [len(step["findings"]["new"]) for step in steps] == [2, 0]


def test_advisories_about_what_an_image_holds(navwarn: Navwarn, tracked: Path) -> None:
    listed = items(navwarn, "advisory", "list", "--image", APP)
    assert {one["package"] for one in listed} == {"nghttp2", "zlib"}, (
        "by origin; busybox is not in it any more"
    )
    old = items(navwarn, "image", "list")[1]["digest"]
    assert {one["package"] for one in items(navwarn, "advisory", "list", "--image", old[:20])} == {
        "nghttp2",
        "zlib",
        "busybox",
    }
    only = items(navwarn, "advisory", "list", "--image", APP, "-p", "zlib", "-s", "fixed")
    assert [one["aliases"] for one in only] == [["CVE-2022-37434"]]
    assert items(navwarn, "advisory", "list", "--image", APP, "-p", "busybox") == []
    refused = navwarn("advisory", "list", "--image", "registry.example/none:1", expect=2)
    assert "names no tracked image" in refused.stderr
    assert tracked


def test_advisories_about_a_tag_are_about_what_any_of_its_platforms_holds(
    navwarn: Navwarn, home: Path
) -> None:
    navwarn("image", "add", home / "many-old", "--platform", "all", "--name", "registry.example/many:1")
    listed = items(navwarn, "advisory", "list", "--image", "registry.example/many:1")
    assert {one["package"] for one in listed} == {"nghttp2", "zlib", "busybox"}
    (one, _) = items(navwarn, "image", "list")
    alone = items(navwarn, "advisory", "list", "--image", one["digest"][:20])
    assert {each["package"] for each in alone} == {"zlib"}, "of the image for arm64"


def test_no_advisory_is_about_a_package_of_another_distribution(navwarn: Navwarn, home: Path) -> None:
    """Debian's zlib is not ours, though it has the same name."""
    navwarn("image", "add", home / "old.tar")
    status = File("var/lib/dpkg/status", DPKG.replace(b"zlib1g", b"zlib"))
    write_layout(home / "foreign", image((File("etc/os-release", DEBIAN), status)))
    navwarn("image", "add", home / "foreign", "--name", "registry.example/debian:12")
    assert items(navwarn, "advisory", "list", "--image", APP, "-p", "zlib")
    foreign = navwarn("advisory", "list", "--image", "registry.example/debian:12", "-o", "json")
    assert json.loads(foreign.stdout)["items"] == []
    assert "warning: no advisories here are about packages of the distribution" in foreign.stderr


def test_tracked_images_survive_backup_and_restore(navwarn: Navwarn, tracked: Path) -> None:
    before = items(navwarn, "image", "list")
    navwarn("db", "backup", tracked / "copy.sqlite")
    navwarn("--db", tracked / "other.sqlite", "db", "restore", tracked / "copy.sqlite")
    assert items(navwarn, "--db", tracked / "other.sqlite", "image", "list") == before
    assert navwarn("--db", tracked / "other.sqlite", "db", "check")
    assert len(items(navwarn, "--db", tracked / "other.sqlite", "image", "changelog", APP)) == 1


def test_an_image_that_says_nothing_of_its_name_is_filed_under_one(navwarn: Navwarn, home: Path) -> None:
    navwarn("image", "add", home / "root", "--name", "registry.example/root:3")
    (one,) = items(navwarn, "image", "list", "--repository", "registry.example/root")
    assert [tag["name"] for tag in one["tags"]] == ["registry.example/root:3"]
    assert one["digest"].startswith("sha256:")
    assert items(navwarn, "image", "list", "--repository", "registry.example/none") == []


@pytest.mark.parametrize("picture_of", ["installed", "stranger"])
def test_an_image_is_tracked_as_one_of_the_distribution_that_is_named(
    navwarn: Navwarn, home: Path, picture_of: str
) -> None:
    write_layout(home / "stranger", image(files(*OLD, os_release=DEBIAN)))
    (scanned,) = items(navwarn, "scan", home / picture_of, "-D", "acme")
    result = navwarn("image", "add", home / picture_of, "-D", "acme", "-o", "json")
    (added,) = json.loads(result.stdout)["items"]
    assert "os-release" not in result.stderr
    assert (added["distro"], added["not_evaluated"]) == ("acme", 0)
    assert sum(added["vulnerabilities"].values()) == len({one["id"] for one in scanned["findings"]}) == 4
    navwarn("advisory", "create", "-D", "acme", "-p", "busybox", "-V", "CVE-2024-0001", "-t", "detection")
    assert items(navwarn, "image", "list")[0]["vulnerabilities"]["unknown"] == 3, (
        "it is judged by it later too"
    )
    (again,) = items(navwarn, "image", "add", home / picture_of)
    assert again["is_new"] is False
    assert again["not_evaluated"] == 3, "it was added without saying so"


def sbom_of(home: Path, reading: Any, *packages: str) -> Path:
    """An SBOM about an image that was read, which tells of these packages only."""
    told = bom(*packages)
    component = {"type": "container", "name": "app", "version": reading["digest"]}
    path = home / f"{len(packages)}.cdx.json"
    path.write_text(json.dumps(told | {"metadata": {"component": component}}))
    return path


def test_what_was_read_from_an_image_is_not_replaced_by_what_an_sbom_tells(
    navwarn: Navwarn, home: Path
) -> None:
    (reading,) = items(navwarn, "image", "add", home / "old", "--name", APP)
    assert (reading["packages"], reading["is_kept"]) == (3, False)
    result = navwarn("image", "add", sbom_of(home, reading, OLD[0]), "--name", f"{APP}-told", "-o", "json")
    (told,) = json.loads(result.stdout)["items"]
    assert (told["digest"], told["is_new"], told["is_kept"]) == (reading["digest"], False, True)
    assert told["vulnerabilities"] == reading["vulnerabilities"]
    assert [tag["name"] for tag in told["tags"]] == [APP, f"{APP}-told"], "the name is noted all the same"
    (line,) = result.stderr.splitlines()
    assert "its contents stay as they were read from the image itself" in line
    assert [one["image"]["packages"] for one in items(navwarn, "image", "history", APP)] == [3]

    replaced = navwarn("image", "add", sbom_of(home, reading, OLD[0]), "--replace", "-o", "json")
    (replaced_by,) = json.loads(replaced.stdout)["items"]
    assert (replaced_by["packages"], replaced_by["is_kept"], replaced.stderr) == (1, False, "")
    (later,) = items(navwarn, "image", "add", sbom_of(home, reading, *OLD[:2]))
    assert (later["packages"], later["is_kept"]) == (2, False), "an SBOM takes the place of an SBOM"
    (read_again,) = items(navwarn, "image", "add", home / "old")
    assert (read_again["packages"], read_again["is_kept"]) == (3, False)


def test_what_is_kept_is_judged_by_the_distribution_that_is_named(navwarn: Navwarn, home: Path) -> None:
    write_layout(home / "stranger", image(files(*OLD, os_release=DEBIAN)))
    (reading,) = items(navwarn, "image", "add", home / "stranger")
    (told,) = items(navwarn, "image", "add", sbom_of(home, reading, OLD[0]), "-D", "acme")
    assert (told["is_kept"], told["distro"], told["packages"]) == (True, "acme", 3)
    (again,) = items(navwarn, "image", "add", sbom_of(home, reading, OLD[0]))
    assert (again["is_kept"], again["distro"]) == (True, "acme"), "nothing new was learned of it"


@pytest.mark.parametrize(
    "digest", ["sha256:", "sha256:ab", "sha256:../x", f"sha256:{'A' * 64}", f"sha512:{'a' * 128}"]
)
def test_an_sbom_that_names_no_whole_digest_is_known_by_what_it_holds(
    navwarn: Navwarn, home: Path, digest: str
) -> None:
    (reading,) = items(navwarn, "image", "add", sbom_of(home, {"digest": f"sha256:{'ab' * 32}"}, *OLD))
    (told,) = items(navwarn, "image", "add", sbom_of(home, {"digest": digest}, OLD[0]))
    assert told["is_new"] is True
    assert re.fullmatch("sha256:[0-9a-f]{64}", told["digest"])
    assert [one["packages"] for one in items(navwarn, "image", "list")] == [1, reading["packages"]]


def test_no_image_is_tracked_as_one_of_a_distribution_that_no_os_release_tells(
    navwarn: Navwarn, home: Path
) -> None:
    configuration = home / "navwarn.toml"
    wider = '[distributions.wide]\nincludes = ["acme"]\nos-ids = ["acme"]\n'
    configuration.write_text(configuration.read_text() + wider)
    error = navwarn("image", "add", home / "old", "-D", "acme", expect=2).stderr
    assert "no image can be tracked as one of acme" in error
    assert "os-ids under [distributions.acme]" in error
    (added,) = items(navwarn, "image", "add", home / "installed", "-D", "wide")
    assert sum(added["vulnerabilities"].values()) == 4
    assert "ghost" in navwarn("image", "add", home / "old", "-D", "ghost", expect=2).stderr


def test_all_platforms_are_tracked_or_none(navwarn: Navwarn, home: Path) -> None:
    added = items(navwarn, "image", "add", home / "many-old", "--platform", "all", "--name", APP)
    assert [one["platform"] for one in added] == ["linux/amd64", "linux/arm64"]
    history = items(navwarn, "image", "history", APP, "--platform", "linux/arm64")
    assert [one["image"]["platform"] for one in history] == ["linux/arm64"]


def test_names_of_tags_are_text(navwarn: Navwarn, home: Path) -> None:
    navwarn("image", "add", home / "old", "--name", "evil\x1b[31m\n/app:1")
    for command in (("list",), ("history", "evil\x1b[31m\n/app:1")):
        text = navwarn("image", *command).stdout
        assert "\x1b" not in text
        assert len(text.splitlines()) == 2


@pytest.mark.parametrize("name", [f"app@sha256:{'b' * 64}", ":1", "app:", "a" * 501])
def test_a_name_that_nobody_could_ask_for_is_refused(navwarn: Navwarn, home: Path, name: str) -> None:
    error = navwarn("image", "add", home / "old", "--name", name, expect=2).stderr
    assert "is no name to track an image under" in error
    assert items(navwarn, "image", "list") == []


def test_an_image_that_was_asked_for_by_its_digest_is_one_of_its_repository(
    navwarn: Navwarn, home: Path
) -> None:
    with serving(Registry()) as registry:
        registry.push(picture(*OLD), "1")
        whole = f"{registry.host}/acme/app@{registry.tags['1']}"
        (added,) = items(navwarn, "image", "add", whole)
        assert [tag["name"] for tag in added["tags"]] == [f"{registry.host}/acme/app"]
        (found,) = items(navwarn, "image", "list", "--repository", f"{registry.host}/acme/app")
        assert found["digest"] == registry.tags["1"]
    assert home


def test_names_that_no_index_would_bear_keep_no_image_from_being_judged(
    navwarn: Navwarn, home: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    long = random.Random(1).randbytes(6000).hex()  # which no compression makes short
    write_tar(home / "long.tar", docker_files(picture(*OLD, f"{long} 1-r0"), f"registry.example/{long}:1"))
    monkeypatch.setenv("NAVWARN_DB", request.getfixturevalue("postgresql").new_schema())
    navwarn("advisory", "create", "-p", "zlib", "-V", "CVE-2024-0001", "-t", "detection")
    (added,) = items(navwarn, "image", "add", home / "long.tar")
    assert (added["tags"], added["packages"], added["not_evaluated"]) == ([], 4, 0)
    assert added["vulnerabilities"] == {"unknown": 1}


def test_writers_that_add_images_at_once_lose_nothing(navwarn: Navwarn, home: Path) -> None:
    for number in range(8):
        write_layout(home / f"image-{number}", picture(*OLD, f"extra{number} 1-r0"))
    program = (sys.executable, "-m", "navwarn", "-q", "image", "add")
    running = [
        subprocess.Popen(
            [*program, home / f"image-{number}", "--name", f"registry.example/app:{number % 2}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=home,
        )
        for number in range(8)
    ]
    for one in running:
        assert one.wait(120) == 0, one.stderr and one.stderr.read()
        assert one.stderr is not None
        one.stderr.close()
    found = items(navwarn, "image", "list")
    assert len(found) == 8
    assert {tuple(one["vulnerabilities"].items()) for one in found} == {
        (("critical", 1), ("high", 1), ("unknown", 2))
    }
    with sqlite3.connect(home / "ledger.sqlite") as database:
        ((components,),) = database.execute("SELECT count(*) FROM components").fetchall()
    assert components == 3 + 8, "what they share is kept once"


def test_postgresql_tells_the_same(
    navwarn: Navwarn, home: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    for side in ("old", "new"):
        navwarn("image", "add", home / f"{side}.tar")
    asked = (
        ("image", "list"),
        ("image", "history", APP),
        ("image", "changelog", APP),
        ("lookup", "CVE-2023-44487", "--images"),
        ("advisory", "list", "--image", APP),
        ("scan", home / "old"),
        ("diff", home / "old", home / "new"),
    )
    expected = [navwarn(*one).stdout for one in asked]
    navwarn("db", "backup", home / "copy.sqlite")
    monkeypatch.setenv("NAVWARN_DB", request.getfixturevalue("postgresql").new_schema())
    navwarn("db", "restore", home / "copy.sqlite")
    assert [navwarn(*one).stdout for one in asked] == expected
