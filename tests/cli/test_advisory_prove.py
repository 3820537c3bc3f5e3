"""``navwarn advisory prove|erase-private``: proofs for strangers, and words that can go."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from navwarn.ledger import open_ledger
from tests.ledger.making import ONE, TWO, event, opened, record

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Navwarn


@pytest.fixture
def recorded(navwarn: Navwarn, tmp_path: Path) -> Navwarn:
    """The program beside a ledger of five entries."""
    with open_ledger(str(tmp_path / "ledger.sqlite")) as ledger:
        record(ledger, opened(ONE), event(ONE))
        record(ledger, opened(TWO), event(TWO), event(TWO))
    return navwarn


def told(navwarn: Navwarn, *arguments: str) -> Any:
    return json.loads(navwarn("advisory", "prove", *arguments, "-o", "json").stdout)


def test_a_proof_is_made_here_and_checked_elsewhere(recorded: Navwarn, tmp_path: Path) -> None:
    recorded("advisory", "prove", ONE, "4", "--since", "2", "-o", "json", "--out", "proof.json")
    (tmp_path / "ledger.sqlite").unlink()
    result = recorded("advisory", "prove", "--verify", "proof.json")
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["entry", "1", "2", "4", "extends", "head", "proven"]
    assert "compare it with one you trust" in result.stderr


def test_without_entries_the_head_is_shown(recorded: Navwarn) -> None:
    shown = recorded("advisory", "prove").stdout
    assert shown == f"head 5:{told(recorded)['root']}\n"
    assert recorded("db", "check").stdout.strip().endswith(told(recorded)["root"])


def test_an_earlier_moment_has_a_head_of_its_own(recorded: Navwarn) -> None:
    earlier = told(recorded, "2", "--known-at", "2")
    assert (earlier["size"], earlier["extends"]) == (2, None)
    since = told(recorded, "--since", "2")["extends"]
    assert (since["size"], since["root"]) == (2, earlier["root"])


def test_a_proof_is_held_against_heads_one_trusts(recorded: Navwarn) -> None:
    recorded("advisory", "prove", "3", "--since", "2", "-o", "json", "--out", "proof.json")
    now, then = told(recorded)["root"], told(recorded, "--known-at", "2")["root"]
    verify = ("advisory", "prove", "--verify", "proof.json")
    assert recorded(*verify, "--head", f"5:{now}", "--head", f"2:{then.upper()}").stderr == ""
    refused = recorded(*verify, "--head", f"4:{now}", expect=1)
    assert refused.stdout == "not proven: proof.json\n"
    assert refused.stderr.startswith("the proof is of another log than the head of 4 entries")


def test_a_forged_proof_is_refused_with_the_entry(recorded: Navwarn, tmp_path: Path) -> None:
    proof = told(recorded, "3", "4")
    proof["items"][1]["leaf"] = proof["items"][1]["leaf"].replace("detection", "fixed")
    (tmp_path / "proof.json").write_text(json.dumps(proof))
    verify = ("advisory", "prove", "--verify", "proof.json")
    assert recorded(*verify, expect=1).stderr == "entry 4: the hash is not that of the leaf\n"
    check = json.loads(recorded(*verify, "-o", "json", expect=1).stdout)
    assert [item["valid"] for item in check["items"]] == [True, False]
    assert (check["valid"], len(check["problems"])) == (False, 1)


def test_many_problems_are_cut_short_for_people(recorded: Navwarn, tmp_path: Path) -> None:
    proof = told(recorded, "3")
    proof["items"] = [proof["items"][0] | {"entry": 4}] * 60
    (tmp_path / "proof.json").write_text(json.dumps(proof))
    errors = recorded("advisory", "prove", "--verify", "proof.json", expect=1).stderr.splitlines()
    assert len(errors) == 51
    assert errors[-1] == "… and 10 more (all of them with -o json)"


def test_what_a_forged_leaf_holds_does_nothing_to_the_terminal(recorded: Navwarn, tmp_path: Path) -> None:
    from navwarn.core.merkle import leaf_hash

    proof = told(recorded, "1", "--known-at", "1")
    leaf = 'navwarn/entry/1\n{"kind":"\\u001b[2J","sequence":1}'
    digest = leaf_hash(leaf.encode()).hex()
    proof |= {"root": digest, "items": [{"entry": 1, "leaf": leaf, "leaf_hash": digest, "path": []}]}
    (tmp_path / "proof.json").write_text(json.dumps(proof))
    assert "\x1b" not in recorded("advisory", "prove", "--verify", "proof.json").stdout


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[" * 1_000_000, id="endless depth"),
        pytest.param(b'{"x": ' * 1_000_000, id="endless depth of objects"),
        pytest.param(b'{"schema": "navwarn/proof/1"}', id="keys missing"),
        pytest.param(
            b'{"schema": "navwarn/proof/2", "size": 0, "root": "' + b"0" * 64 + b'", "items": []}',
            id="another form",
        ),
        pytest.param(
            b'{"schema": "navwarn/proof/1", "size": 0, "root": "' + b"0" * 64 + b'\\n", "items": []}',
            id="a root with a line break",
        ),
        pytest.param(
            b'{"schema": "navwarn/proof/1", "size": 1'
            + b"0" * 30
            + b', "root": "'
            + b"0" * 64
            + b'", "items": []}',
            id="a size beyond all",
        ),
        pytest.param(
            b'{"schema": "navwarn/proof/1", "size": 1, "root": "' + b"0" * 64 + b'", "items": [{"entry": 1,'
            b' "leaf": "\\ud800", "leaf_hash": "' + b"0" * 64 + b'", "path": []}]}',
            id="half a character",
        ),
        pytest.param(b"\xff", id="no text"),
        pytest.param(b" " * (16 * 1024 * 1024 + 1), id="too large"),
    ],
)
def test_a_file_that_is_no_proof_is_refused(navwarn: Navwarn, tmp_path: Path, text: bytes) -> None:
    (tmp_path / "proof.json").write_bytes(text)
    assert "[NW-PROOF-FILE]" in navwarn("advisory", "prove", "--verify", "proof.json", expect=2).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--verify", "proof.json", "3"),
        ("--verify", "proof.json", "--since", "2"),
        ("--verify", "proof.json", "--known-at", "2"),
        ("--verify", "proof.json", "--head", "5:abc"),
        ("3", "--head", f"5:{'0' * 64}"),
        ("--since", "0"),
    ],
)
def test_options_that_do_not_go_together_are_refused(recorded: Navwarn, arguments: tuple[str, ...]) -> None:
    assert "[NW-USAGE]" in recorded("advisory", "prove", *arguments, expect=2).stderr


def test_a_number_of_no_entry_is_refused(recorded: Navwarn) -> None:
    assert "[NW-UNKNOWN-ENTRY]" in recorded("advisory", "prove", "6", expect=2).stderr
    assert "[NW-UNKNOWN-ENTRY]" in recorded("advisory", "prove", "--known-at", "6", expect=2).stderr


def test_words_are_erased_only_when_that_is_confirmed(recorded: Navwarn, tmp_path: Path) -> None:
    assert "add --yes" in recorded("advisory", "erase-private", "2", "3", expect=2).stderr
    assert b"tester" in (tmp_path / "ledger.sqlite").read_bytes()
    erased = recorded("advisory", "erase-private", "2", "1", "--yes")
    assert erased.stderr == "erased the private words of entries 1, 2\n"
    assert "the private words of 2 entries were erased" in recorded("db", "check").stdout
    again = recorded("advisory", "erase-private", "2", "3", "--yes").stderr
    assert again == "erased the private words of entry 3\nthere were none with entry 2\n"


def test_after_the_last_words_nothing_of_them_is_left_in_the_files(recorded: Navwarn, tmp_path: Path) -> None:
    recorded("advisory", "erase-private", "1", "2", "3", "4", "5", "--yes")
    for path in tmp_path.glob("ledger.sqlite*"):
        assert b"tester" not in path.read_bytes(), path
