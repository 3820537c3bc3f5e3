"""``navwarn demo``: offline, quick, repeatable, and nobody's files but its own."""

from __future__ import annotations

import http.client
import json
import shutil
import signal
import socket
import time
from typing import TYPE_CHECKING, Any

from navwarn.workflows.demo.images import IMAGES, archive
from navwarn.workflows.demo.show import STORY
from tests.docs.stage import copy_without_feeds
from tools import serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn

SECONDS = 20
"""Twice what is promised of an idle machine, for the best of a few runs: other tests run beside this one."""


def _status(address: str, path: str) -> int:
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_demonstration_shows_counts_the_story_and_feeds(navwarn: Navwarn, tmp_path: Path) -> None:
    shown = navwarn("demo", "--no-serve").stdout
    assert "nghttp2         CVE-2023-44487  Fixed                 1.57.0-r0   2023-10-11" in shown
    assert "Pending upstream fix" in shown
    secdb = json.loads((tmp_path / "navwarn-demo/harbor/feeds/security.json").read_bytes())
    fixes = {entry["pkg"]["name"]: entry["pkg"]["secfixes"] for entry in secdb["packages"]}
    assert "CVE-2023-44487" in fixes["nghttp2"]["1.57.0-r0"]
    assert len(list((tmp_path / "navwarn-demo/harbor/feeds/osv").glob("HBR-*.json"))) > 2000


def test_it_serves_within_seconds_until_ctrl_c_ends_it(tmp_path: Path) -> None:
    taken: list[float] = []
    while not taken or (min(taken) >= SECONDS and len(taken) < 3):
        start = time.monotonic()
        with serving.demonstration(tmp_path / "demo") as served:
            taken.append(time.monotonic() - start)
            assert _status(served.address, "/packages/harbor/curl") == 200
            assert _status(served.address, "/packages/harbor-enterprise/curl") == 404
            served.process.send_signal(signal.SIGINT)
            assert served.process.wait(60) == 0
            assert served.process.stderr is not None
            assert served.process.stderr.read() == ""
    assert min(taken) < SECONDS


def test_it_takes_the_next_port_where_the_one_it_would_take_is_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving.demonstration(tmp_path / "demo", port=port) as served:
            host, _, other = served.address.rpartition(":")
            assert host == "http://127.0.0.1"
            assert port < int(other) < port + 20


def test_its_ledger_is_there_to_look_around(navwarn: Navwarn, tmp_path: Path, demonstration: Path) -> None:
    here = tmp_path / "here"
    copy_without_feeds(demonstration, here)
    database = ("--db", here / "navwarn.sqlite", "--config", here / "navwarn.toml")
    found = json.loads(navwarn(*database, "lookup", "cve-2023-44487", "-o", "json").stdout)
    assert found["answer"] == "advisory"
    assert {item["distribution"] for item in found["items"]} == {"harbor", "harbor-enterprise"}


def feeds(directory: Path) -> dict[Path, bytes]:
    paths = sorted(directory.glob("*/feeds/**/*.json"))
    return {path.relative_to(directory): path.read_bytes() for path in paths}


def test_a_second_run_tells_its_result_as_json_and_gives_the_same_feeds_to_the_byte(
    navwarn: Navwarn, tmp_path: Path, demonstration: Path
) -> None:
    second = tmp_path / "navwarn-demo"
    shutil.copytree(demonstration, second)
    (second / "harbor/feeds/security.json").unlink()
    shown = json.loads(navwarn("demo", "-o", "json").stdout)  # which does not end by serving
    assert feeds(second) == feeds(demonstration)
    assert shown["schema"] == "navwarn/demo/1"
    harbor = shown["distributions"][0]
    assert harbor["packages"] > 290
    assert sum(harbor["advisories"].values()) > 2500


def test_a_directory_that_is_not_its_own_is_left_alone(navwarn: Navwarn, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("years of work")
    result = navwarn("demo", "--out", tmp_path / "mine", expect=2)
    assert "not from a demonstration" in result.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_its_images_tell_the_story_by_their_archives_and_as_they_are_tracked(
    navwarn: Navwarn, tmp_path: Path, demonstration: Path
) -> None:
    here = tmp_path / "here"
    copy_without_feeds(demonstration, here)
    old, new = (here / "images" / f"go-1.21.{number}.tar" for number in (2, 5))
    given = ("--db", here / "navwarn.sqlite", "--config", here / "navwarn.toml")

    def found(*arguments: object) -> Any:
        return json.loads(navwarn(*given, *arguments, "-o", "json").stdout)["items"]

    (scan,) = found("scan", old)
    assert len({one["id"] for one in scan["findings"]}) == 11
    (reset,) = [one for one in scan["findings"] if one["id"] == STORY]
    assert (reset["package"]["origin"], reset["package"]["version"]) == ("nghttp2", "1.56.0-r0")
    assert {"golang", "apk"} == {one["package"]["type"] for one in scan["findings"]}
    assert scan["not_evaluated"] == 0
    assert len(navwarn(*given, "scan", old).stdout.splitlines()) == 11 + 3, "a headline, a row for each"
    (clean,) = found("scan", new)
    assert (clean["findings"], clean["not_evaluated"], clean["silences"]) == ([], 0, [])
    (diff,) = found("diff", old, new)
    assert len(diff["vulnerabilities"]["gone"]) == 11
    assert (diff["findings"]["new"], diff["findings"]["changed"]) == ([], [])
    assert {one["reason"]["code"] for one in diff["findings"]["gone"]} == {
        "upgraded-past-fix",
        "rebuilt-with-fix",
        "package-removed",
    }
    (gone,) = [one for one in diff["findings"]["gone"] if one["id"] == STORY]
    assert (gone["reason"]["code"], gone["reason"]["to"]) == ("upgraded-past-fix", "1.57.0-r0")
    assert "libnghttp2-14" in [one["name"] for one in diff["packages"]["changed"]]
    tracked = found("image", "list")
    assert [one["tags"][0]["name"].rpartition("/")[2] for one in tracked] == ["go:1.21.5", "go:1.21.2"]
    assert [sum(one["vulnerabilities"].values()) for one in tracked] == [0, 11]
    (exposed,) = json.loads(navwarn(*given, "lookup", STORY, "--images", "-o", "json").stdout)["images"]
    assert exposed["clean_tag"] == "registry.harbor.example/go:1.21.5"


def test_its_images_are_the_same_bytes_each_time(demonstration: Path) -> None:
    for image in IMAGES:
        assert (demonstration / "images" / image.file_name).read_bytes() == archive(image)
