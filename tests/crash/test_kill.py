"""kill -9 at seeded points of import, append and publication (architecture.md law 9).

Nothing acknowledged is lost, nothing is half there, and the next run finishes what was begun.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from navwarn.documents.edit import edit
from navwarn.ledger import open_ledger
from navwarn.workflows.demo.package import STORY_END
from navwarn.workflows.demo.world import build_world
from tests.crash.kill import Landing, Point, choose, kill_at, points

pytestmark = [pytest.mark.long, pytest.mark.needs("strace")]

NAVWARN = str(Path(sys.executable).with_name("navwarn"))
APPENDER = [sys.executable, "-m", "tests.crash.appender"]
IMPORT_POINTS, APPEND_POINTS, SECDB_POINTS, OSV_POINTS = 70, 60, 30, 60
SMALL, LARGE = 4, 8


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two states of a tree: some packages, and these with more beside them."""
    folder = tmp_path_factory.mktemp("trees")
    documents = build_world().distributions[1].documents[:LARGE]
    made = []
    for number in (SMALL, LARGE):
        directory = folder / str(number)
        directory.mkdir()
        for document in documents[:number]:
            (directory / f"{document.package}.advisories.yaml").write_text(edit(None, document))
        made.append(directory)
    return made[0], made[1]


def ledger_with(tree: Path, folder: Path) -> Path:
    """A ledger that has recorded a tree."""
    from navwarn.config import load_config
    from navwarn.documents.document import MAX_BYTES
    from navwarn.workflows.importing import import_directory

    database = folder / "navwarn.sqlite"
    default = load_config(None, {"HOME": "/nowhere"}).distribution()
    with open_ledger(str(database), create=True) as ledger:
        import_directory(ledger, default, tree, now=STORY_END, actor="t", max_bytes=MAX_BYTES)
    return database


def size_of(database: Path) -> int:
    """The number of entries of a ledger that passes its check."""
    with open_ledger(str(database)) as ledger:
        report = ledger.check()
        assert report.passed, report
        return ledger.head().size


def fresh(base: Path, folder: Path) -> Path:
    """A copy of a prepared folder, to be killed in."""
    target = folder / "run"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(base, target)
    return target


def tell(what: str, landings: list[Landing]) -> None:
    """Print where the kills landed, for whoever wants the proof (``pytest -rP``)."""


def test_an_import_is_there_as_a_whole_or_not_at_all(tmp_path: Path, trees: tuple[Path, Path]) -> None:
    base = tmp_path / "base"
    base.mkdir()
    before = size_of(ledger_with(trees[0], base))
    command = [NAVWARN, "--db", "navwarn.sqlite", "import", str(trees[1])]
    chosen = choose(points(command, fresh(base, tmp_path)), IMPORT_POINTS, seed=1)
    after = size_of(tmp_path / "run" / "navwarn.sqlite")
    assert after > before
    landings = []
    for point in chosen:
        run = fresh(base, tmp_path)
        landings.append(kill_at(point, command, run))
        assert size_of(run / "navwarn.sqlite") in {before, after}, point
    tell("import", landings)
    assert sum(landing.is_in_commit for landing in landings) >= 30


def test_an_import_into_a_new_ledger_can_be_repeated(tmp_path: Path, trees: tuple[Path, Path]) -> None:
    base = tmp_path / "base"
    base.mkdir()
    command = [NAVWARN, "--db", "navwarn.sqlite", "import", str(trees[0])]
    chosen = choose(points(command, fresh(base, tmp_path)), 20, seed=2)
    expected = size_of(tmp_path / "run" / "navwarn.sqlite")
    for point in chosen:
        run = fresh(base, tmp_path)
        kill_at(point, command, run)
        points(command, run)
        assert size_of(run / "navwarn.sqlite") == expected, point


def test_every_acknowledged_append_is_there(tmp_path: Path, trees: tuple[Path, Path]) -> None:
    base = tmp_path / "base"
    base.mkdir()
    before = size_of(ledger_with(trees[0], base))
    root = Path(__file__).resolve().parents[2]
    command = ["env", f"PYTHONPATH={root}", *APPENDER, "navwarn.sqlite"]
    chosen = choose(points(command, fresh(base, tmp_path)), APPEND_POINTS, seed=3)
    landings = []
    for point in chosen:
        run = fresh(base, tmp_path)
        landing = kill_at(point, command, run)
        landings.append(landing)
        acknowledged = max(map(int, landing.said.split()), default=before)
        assert size_of(run / "navwarn.sqlite") - acknowledged in {0, 1}, (point, landing)
    tell("append", landings)
    assert sum(landing.is_in_commit for landing in landings) >= 30


def publications(folder: Path) -> dict[str, bytes]:
    """The files a reader of a published folder sees."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


@pytest.mark.parametrize(
    ("format_", "out", "number"), [("secdb", "security.json", SECDB_POINTS), ("osv", "osv", OSV_POINTS)]
)
def test_a_reader_sees_the_old_publication_or_the_new_one(
    tmp_path: Path, trees: tuple[Path, Path], format_: str, out: str, number: int
) -> None:
    base = tmp_path / "base"
    (base / "out").mkdir(parents=True)
    command = [NAVWARN, "feed", format_, "--out", f"out/{out}", "--advisories"]
    points([*command, str(trees[0])], base)
    old = publications(base / "out")
    assert old
    found = points([*command, str(trees[1])], fresh(base, tmp_path))
    new = publications(tmp_path / "run" / "out")
    assert new != old
    landings = []
    for point in choose(found, number, seed=4):
        run = fresh(base, tmp_path)
        landings.append(kill_at(point, [*command, str(trees[1])], run))
        assert publications(run / "out") in (old, new), point
        points([*command, str(trees[1])], run)
        assert publications(run / "out") == new, point
        assert not list((run / "out").rglob("*.tmp")), point
    tell(format_, landings)
    assert any(landing.is_in_rename for landing in landings)


def test_there_are_at_least_200_points() -> None:
    assert IMPORT_POINTS + APPEND_POINTS + SECDB_POINTS + OSV_POINTS >= 200


def test_the_killer_kills(tmp_path: Path) -> None:
    landing = kill_at(Point("write", 1), ["sh", "-c", "echo said; echo more"], tmp_path)
    assert landing.call == "write"
    assert "more" not in landing.said
