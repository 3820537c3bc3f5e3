"""OSV records published: indexes, archive, and nothing that was ever published disappears."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from navwarn.core.distribution import Distribution
from navwarn.core.instant import DAY, SECOND, Instant, format_instant, parse_instant, parse_moment
from navwarn.feeds.holdback import Held
from navwarn.feeds.interface import UnreadableFeedError
from navwarn.feeds.osv.settings import OsvSettings, Shape
from navwarn.workflows import osv_feed
from navwarn.workflows.directory_feed import snapshot_of_directory
from navwarn.workflows.shrinkage import ShrunkenFeedError
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

    from navwarn.workflows.osv_feed import PublishedRecords

ACME = Distribution("acme", "Acme", "NW", "pkg:apk/acme")
SETTINGS = OsvSettings(("Acme",), "pkg:apk/acme", ("x86_64",))
NOW = Instant(parse_instant("2024-06-01T00:00:00Z") + 1)
ONE, TWO = identifier(0), identifier(1)


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NAVWARN_CACHE", "off")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "osv"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    directory = tmp_path / "advisories"
    many(directory, packages=3)
    return directory


def publish(
    tree: Path,
    out: Path,
    shape: Shape = Shape.FULL,
    *,
    now: Instant = NOW,
    allow: bool = True,
    as_of: str = "",
) -> PublishedRecords:
    snapshot = snapshot_of_directory(tree, ACME, parse_moment(as_of) if as_of else None)
    sources = [(item, SETTINGS) for item in snapshot.advisories]
    return osv_feed.publish(out, sources, shape, (), now=now, is_shrinking_allowed=allow)


def record(out: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((out / f"{name}.json").read_bytes())
    return content


def test_every_record_is_in_the_index_the_changes_and_the_archive(tree: Path, out: Path) -> None:
    done = publish(tree, out)
    assert (done.records, done.withdrawn, done.written) == (30, 0, 33)
    ids = [identifier(number) for number in range(30)]
    assert [entry["id"] for entry in json.loads((out / "all.json").read_bytes())] == ids
    changes = [line.split(",") for line in (out / "modified_id.csv").read_text().splitlines()]
    assert changes == [["2024-01-02T00:00:00Z", name] for name in ids]
    with ZipFile(out / "all.zip") as archive:
        assert archive.namelist() == [f"{name}.json" for name in ids]
        assert all(archive.read(name) == (out / name).read_bytes() for name in archive.namelist())


def test_the_same_records_are_the_same_files(tree: Path, out: Path, tmp_path: Path) -> None:
    publish(tree, out)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in out.iterdir()}
    assert publish(tree, out, now=Instant(NOW + DAY)).written == 0
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in out.iterdir()} == before
    publish(tree, tmp_path / "elsewhere", now=Instant(NOW + DAY))
    assert {path.name: path.read_bytes() for path in (tmp_path / "elsewhere").iterdir()} == {
        name: data for name, (data, _) in before.items()
    }


def test_a_record_whose_advisory_is_gone_stays_withdrawn_and_changes_once(tree: Path, out: Path) -> None:
    publish(tree, out)
    before = record(out, ONE)
    (tree / "package-0.advisories.yaml").unlink()
    done = publish(tree, out)
    assert (done.records, done.withdrawn, done.loss.statements.lost) == (30, 10, 10)
    at = format_instant(NOW)
    assert record(out, ONE) == before | {"modified": at, "withdrawn": at}
    assert {"modified": at, "id": ONE} in json.loads((out / "all.json").read_bytes())
    assert (out / "modified_id.csv").read_text().splitlines()[0] == f"{at},{ONE}"
    assert publish(tree, out, now=Instant(NOW + DAY)).written == 0


def test_withdrawing_raises_the_time_even_if_the_clock_is_behind(tree: Path, out: Path) -> None:
    publish(tree, out)
    (tree / "package-0.advisories.yaml").unlink()
    publish(tree, out, now=Instant(0))
    expected = Instant(parse_instant("2024-01-02T00:00:00Z") + SECOND)
    assert record(out, ONE)["withdrawn"] == format_instant(expected)


def test_in_the_classic_shape_a_reopened_advisory_is_withdrawn_at_its_reopening(
    tree: Path, out: Path
) -> None:
    publish(tree, out, Shape.CLASSIC)
    parts = [event(FIXED, 2), event(OPEN, 9)]
    document(tree, "package-0", advisory(ONE, "CVE-2024-00000", *parts))
    done = publish(tree, out, Shape.CLASSIC)
    assert record(out, ONE)["withdrawn"] == "2024-01-09T00:00:00Z"
    assert [item.advisory for item in done.loss.reopened] == [ONE]
    document(tree, "package-0", advisory(ONE, "CVE-2024-00000", *parts, event(FIXED, 11, "2.0-r0")))
    publish(tree, out, Shape.CLASSIC)
    assert "withdrawn" not in record(out, ONE)
    assert record(out, ONE)["modified"] == "2024-01-11T00:00:00Z"


@pytest.mark.parametrize("shape", list(Shape))
def test_whatever_changes_in_a_record_raises_its_time_g4(tree: Path, out: Path, shape: Shape) -> None:
    publish(tree, out, shape)
    before, later = record(out, TWO), Instant(NOW + DAY)
    path = tree / "package-0.advisories.yaml"
    path.write_text(
        path.read_text().replace("CVE-2024-00000\n", "CVE-2024-00000\n      - GHSA-2222-3333-4444\n")
    )
    publish(tree, out, shape)
    assert record(out, ONE)["modified"] == format_instant(NOW)
    assert record(out, TWO) == before
    assert publish(tree, out, shape, now=later).written == 0


def test_a_record_that_comes_back_is_newer_than_its_withdrawal_g4(tree: Path, out: Path) -> None:
    publish(tree, out)
    text = (tree / "package-0.advisories.yaml").read_text()
    (tree / "package-0.advisories.yaml").unlink()
    publish(tree, out)
    (tree / "package-0.advisories.yaml").write_text(text)
    publish(tree, out, now=Instant(0))
    assert "withdrawn" not in record(out, ONE)
    assert record(out, ONE)["modified"] == format_instant(Instant(NOW // SECOND * SECOND + SECOND))


def test_a_fix_that_is_held_back_no_more_is_a_change_g6(tree: Path, out: Path) -> None:
    snapshot = snapshot_of_directory(tree, ACME)
    sources = [(item, SETTINGS) for item in snapshot.advisories]
    waiting = Held(ONE, "package-0", "1.0-r0", "x86_64", "0.9-r0")
    osv_feed.publish(out, sources, Shape.FULL, [waiting], now=Instant(0))
    assert record(out, ONE)["modified"] == "2024-01-02T00:00:00Z"
    publish(tree, out)
    assert record(out, ONE)["modified"] == format_instant(NOW)


def test_in_the_full_shape_a_reopened_advisory_is_open(tree: Path, out: Path) -> None:
    publish(tree, out)
    document(tree, "package-0", advisory(ONE, "CVE-2024-00000", event(FIXED, 2), event(OPEN, 9)))
    publish(tree, out)
    (affected,) = record(out, ONE)["affected"]
    assert affected["ranges"][0]["events"] == [{"introduced": "0"}]
    assert "withdrawn" not in record(out, ONE)


def test_a_publication_that_loses_much_is_refused_and_nothing_changes(tree: Path, out: Path) -> None:
    publish(tree, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    many(tree, packages=3, kind=OPEN, day=8)
    with pytest.raises(ShrunkenFeedError, match="30 of 30 statements") as caught:
        publish(tree, out, allow=False)
    assert caught.value.exit_status == 1
    assert len(caught.value.report.reopened) == 30
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_fix_of_what_was_open_is_no_loss(tree: Path, out: Path) -> None:
    publish(tree, out, as_of="2024-01-01")
    done = publish(tree, out, allow=False)
    assert done.loss.statements.lost == 0
    assert done.written == 33


def test_not_affected_is_published_too(tree: Path, out: Path) -> None:
    document(tree, "zlib", advisory("NW-9999-9999-9999", "CVE-2024-9999", event(NOT_AFFECTED, 3)))
    publish(tree, out, Shape.CLASSIC)
    (affected,) = record(out, "NW-9999-9999-9999")["affected"]
    assert affected["ranges"][0]["events"] == [{"introduced": "0"}, {"fixed": "0"}]


@pytest.mark.parametrize(("content", "reason"), [(b"{", "is not an OSV record"), (None, "holds the record")])
def test_a_foreign_file_of_a_records_name_is_not_replaced(
    tree: Path, out: Path, content: bytes | None, reason: str
) -> None:
    publish(tree, out)
    path = out / f"{TWO}.json"
    path.write_bytes(content or (out / f"{ONE}.json").read_bytes())
    with pytest.raises(UnreadableFeedError, match=reason) as caught:
        publish(tree, out)
    assert str(path) in caught.value.message


def test_other_files_of_the_directory_are_left_alone(tree: Path, out: Path) -> None:
    out.mkdir()
    (out / "security.json").write_text("{}")
    (out / "README").write_text("mine")
    publish(tree, out)
    publish(tree, out)
    assert (out / "README").read_text() == "mine"
    assert len(list(out.iterdir())) == 35
