"""What a directory held at a git revision, and what is shipped and known from outside the documents."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from navwarn.errors import ExternalError, InputError
from navwarn.workflows.revision import read_revision
from navwarn.workflows.shipped import load_shipped
from navwarn.workflows.statements import known_statements

if TYPE_CHECKING:
    from pathlib import Path

MOST = 1000


def git(directory: Path, *arguments: str) -> None:
    identity = {
        f"GIT_{who}_{what}": "t@t.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    environment = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", "-C", directory, *arguments], check=True, capture_output=True, env=environment)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose documents lie in a folder with a blank, changed after their first commit."""
    root = tmp_path / "repository"
    folder = root / "our advisories"
    (folder / "deep.yaml").mkdir(parents=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    (root / "outside.yaml").write_text("outside")
    (folder / "b.yaml").write_bytes(b"second\0\nline")
    (folder / "a.yaml").write_text("")
    (folder / "é.yaml").write_text("accent")
    (folder / ".hidden.yaml").write_text("hidden")
    (folder / "notes.txt").write_text("notes")
    (folder / "deep.yaml" / "c.yaml").write_text("deep")
    (folder / "link.yaml").symlink_to("b.yaml")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "First")
    git(root, "tag", "v1")
    (folder / "a.yaml").write_text("later")
    (folder / "b.yaml").unlink()
    git(root, "commit", "--quiet", "-a", "-m", "Second")
    return folder


@pytest.mark.needs("git")
def test_a_revision_has_the_documents_the_directory_held_then(repository: Path) -> None:
    first = [("a.yaml", b""), ("b.yaml", b"second\0\nline"), ("é.yaml", b"accent")]
    assert read_revision(repository, "v1", MOST) == first
    assert read_revision(repository, "HEAD~1", MOST) == first
    assert read_revision(repository, "main", MOST) == [("a.yaml", b"later"), ("é.yaml", b"accent")]
    assert read_revision(repository.parent, "HEAD", MOST) == [("outside.yaml", b"outside")]


@pytest.mark.needs("git")
def test_what_others_added_since_a_branch_was_made_is_not_in_its_base(repository: Path) -> None:
    """documents.md 7.2: the base is the merge base, whichever of its descendants is named."""
    git(repository, "checkout", "--quiet", "-b", "topic")
    (repository / "mine.yaml").write_text("mine")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "Mine")
    git(repository, "checkout", "--quiet", "main")
    (repository / "theirs.yaml").write_text("theirs")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "Theirs")
    git(repository, "checkout", "--quiet", "topic")
    common = [("a.yaml", b"later"), ("é.yaml", b"accent")]
    assert read_revision(repository, "main", MOST) == common
    git(repository, "checkout", "--quiet", "--orphan", "unrelated")
    assert ("theirs.yaml", b"theirs") in read_revision(repository, "main", MOST)


@pytest.mark.needs("git")
def test_what_is_not_committed_does_not_count(repository: Path) -> None:
    (repository / "a.yaml").write_text("uncommitted")
    (repository / "new.yaml").write_text("new")
    assert dict(read_revision(repository, "HEAD", MOST))["a.yaml"] == b"later"


@pytest.mark.needs("git")
def test_a_directory_that_was_not_there_held_nothing(repository: Path) -> None:
    (repository / "younger").mkdir()
    assert read_revision(repository / "younger", "HEAD", MOST) == []


@pytest.mark.needs("git")
@pytest.mark.parametrize("revision", ["nonsense", "--upload-pack=x", "-h", "", "v1:our advisories/a.yaml"])
def test_what_is_no_revision_is_wrong_input(repository: Path, revision: str) -> None:
    with pytest.raises(InputError, match="neither a directory nor a") as caught:
        read_revision(repository, revision, MOST)
    assert caught.value.code == "NW-REVISION"


@pytest.mark.needs("git")
def test_outside_a_repository_there_are_no_revisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(InputError, match="in no git repository"):
        read_revision(tmp_path, "HEAD", MOST)


@pytest.mark.needs("git")
def test_a_large_file_of_the_past_is_refused_before_it_is_read(repository: Path) -> None:
    with pytest.raises(InputError, match=r"b\.yaml has 12 bytes in v1; at most 11 are read"):
        read_revision(repository, "v1", 11)


@pytest.mark.needs("git")
def test_a_damaged_repository_is_somebody_elses_failure(repository: Path) -> None:
    for name in repository.parent.glob(".git/objects/??/*"):
        name.chmod(0o600)
        name.write_bytes(name.read_bytes()[:5])
    with pytest.raises((ExternalError, InputError)):
        read_revision(repository, "HEAD", MOST)


def test_without_git_a_revision_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExternalError, match="git is not installed"):
        read_revision(tmp_path, "HEAD", MOST)


def index(path: Path, *packages: tuple[str, str, str, str]) -> Path:
    records = [
        "\n".join(f"{key}:{value}" for key, value in zip("PVAo", p, strict=True) if value) for p in packages
    ]
    path.write_bytes(gzip.compress(("\n\n".join(records) + "\n\n").encode()))
    return path


def test_indexes_are_gathered_by_architecture_under_names_and_origins(tmp_path: Path) -> None:
    one = index(tmp_path / "one", ("zlib", "1-r0", "x86_64", ""), ("zlib-dev", "1-r0", "x86_64", "zlib"))
    two = index(tmp_path / "two", ("zlib", "1-r1", "x86_64", "zlib"), ("libz", "2-r0", "noarch", "zlib"))
    arm = index(tmp_path / "arm", ("zlib", "1-r0", "aarch64", ""))
    any_ = index(tmp_path / "any", ("tz", "2024-r0", "noarch", ""))
    shipped, complaints = load_shipped((one, two, arm, any_), None)
    assert shipped.configured is None
    assert complaints == []
    assert shipped.indexes == {
        "x86_64": {
            "zlib": {"1-r0", "1-r1", "2-r0"},
            "zlib-dev": {"1-r0"},
            "libz": {"2-r0"},
        },
        "aarch64": {"zlib": {"1-r0"}},
        str(any_): {"tz": {"2024-r0"}},
    }


def test_an_index_that_is_none_is_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_shipped((tmp_path / "absent",), None)


def test_definitions_name_their_packages_and_unreadable_ones_their_files(tmp_path: Path) -> None:
    (tmp_path / "zlib.yaml").write_text("package:\n  name: zlib\n  version: 1\n  epoch: 0\n")
    (tmp_path / "odd.yaml").write_text("a: [")
    shipped, complaints = load_shipped((), tmp_path)
    assert shipped.configured == frozenset({"zlib", "odd"})
    (complaint,) = complaints
    assert "odd.yaml" in complaint
    with pytest.raises(InputError, match="is not a directory"):
        load_shipped((), tmp_path / "absent")


def test_a_table_of_aliases_is_read_as_pairs(tmp_path: Path) -> None:
    table = tmp_path / "aliases.json"
    table.write_text(json.dumps({"CVE-1": ["GHSA-1", "GHSA-2"], "CVE-2": []}))
    assert known_statements(table, None) == (("CVE-1", "GHSA-1"), ("CVE-1", "GHSA-2"))
    assert known_statements(None, None) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"a": "b"}', '{"a": [1]}', '{"a": null}', "\xff", "[" * 100_000]
)
def test_any_other_table_is_wrong_input(tmp_path: Path, text: str) -> None:
    table = tmp_path / "aliases.json"
    table.write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError, match=r"aliases\.json") as caught:
        known_statements(table, None)
    assert caught.value.code == "NW-ALIASES"


def test_a_table_that_is_not_there_is_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a file"):
        known_statements(tmp_path / "absent.json", None)


def test_ids_in_a_table_of_aliases_count_in_whatever_case(tmp_path: Path) -> None:
    table = tmp_path / "table.json"
    table.write_text('{"cve-2024-0001": ["ghsa-2222-2222-222C", "something else"]}')
    group = ("CVE-2024-0001", "GHSA-2222-2222-222c"), ("CVE-2024-0001", "something else")
    assert known_statements(table, None) == group
