"""Which apk versions are valid (scanning.md SW5), and which can be fixed versions (documents.md V1, V2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from navwarn.versions.apk import explain_incomplete, explain_invalid, is_full_version, is_valid
from tests.versions import apk_model
from tests.versions.texts import texts

if TYPE_CHECKING:
    from pathlib import Path

VALID = [
    "0", "1", "006", "1.0", "1.00.01", "20230201", "1.2.3.4.5.6", "1a", "1.0z", "1_alpha", "1.0_rc1", "1.0_p",
    "1.0b_beta2", "1_alpha_pre2", "1_git20200101", "1.0_cvs1_svn2_git3_hg4_p5", "1_p1_alpha1",
    "1~0", "1.0~deadbeef", "1.0_git1~ab12", "1a~f-r1", "1-r0", "1-r01", "1.0_p1~0a-r12", "021109-r3",
    "9" * 5_000,
]  # fmt: skip

INVALID = {
    "": "the apk version is empty",
    "a": "does not start with a digit",
    ".1": "does not start with a digit",
    "-r1": "does not start with a digit",
    "\u0663": "does not start with a digit",
    "1.": "'.' cannot follow '1', because a dot",
    "1..2": "'..2' cannot follow '1', because a dot",
    "1a.2": "'.2' cannot follow '1a', because a dot",
    "1_p.1": "'.1' cannot follow '1_p', because a dot",
    "1ab": "'b' cannot follow '1a', because one lower-case letter",
    "1_p1a": "'a' cannot follow '1_p1', because one lower-case letter",
    "1~abg": "'g' cannot follow '1~ab', because one lower-case letter",
    "1A": "because 'A' has no place",
    "1a1": "'1' cannot follow '1a', because digits",
    "1_": "'_' cannot follow '1', because a suffix",
    "1_foo": "'_foo' cannot follow '1', because a suffix",
    "1_prefoo": "'_prefoo' cannot follow '1', because a suffix",
    "1_P1": "because a suffix",
    "1-r1_p1": "'_p1' cannot follow '1-r1', because a suffix",
    "1~ab_p1": "'_p1' cannot follow '1~ab', because a suffix",
    "1~": "'~' cannot follow '1', because a commit hash",
    "1~AB": "because a commit hash",
    "1~ab~cd": "'~cd' cannot follow '1~ab', because a commit hash",
    "1-r1~ab": "because a commit hash",
    "1-r": "'-r' cannot follow '1', because a release",
    "1-rc1": "'-rc1' cannot follow '1', because a release",
    "1-1": "because a release",
    "1.1.0-r1-r0": "'-r0' cannot follow '1.1.0-r1', because a release is -r and digits, once",
    "1 ": "because ' ' has no place",
    "1\n": r"because '\n' has no place",
    "1-r0\n": r"because '\n' has no place",
    "1\u0660": r"because '\u0660' has no place",
    "1\0": r"because '\x00' has no place",
    "1:1": "because ':' has no place",
}


@pytest.mark.parametrize("text", VALID)
def test_valid(text: str) -> None:
    assert is_valid(text)
    assert explain_invalid(text) is None


@pytest.mark.parametrize(("text", "why"), INVALID.items())
def test_invalid_and_why(text: str, why: str) -> None:
    assert not is_valid(text)
    assert why in str(explain_invalid(text))


def test_a_long_text_is_cut_in_the_sentence() -> None:
    assert len(str(explain_invalid("1" * 10_000 + "!" * 10_000))) < 300


@given(texts("apk"))
def test_a_version_is_valid_when_the_grammar_reads_it_to_its_end(text: str) -> None:
    assert is_valid(text) == (apk_model.tokens(text)[-1].kind == apk_model.END)


# documents.md V1 as it stands there; fullmatch, because $ also matches before a line feed.
FULL = re.compile(
    r"^[0-9]+(\.[0-9]+)*[a-z]?(_(alpha|beta|pre|rc)[0-9]*)?(_(cvs|svn|git|hg|p)[0-9]*)?(-r[0-9]+)?-r[0-9]+$"
)

FULL_VERSIONS = [
    "0-r0", "1.2.3-r1", "1.0.0-r4-r5", "1.1.0-r1-r0", "1a-r0", "1.0_rc1-r0", "1.0_git20200101-r2",
    "1.0_beta_p1-r3", "2.38-r10", "006-r1", "1-r00",
]  # fmt: skip

INCOMPLETE = {
    "": "is empty",
    "0": "has no release: write 0-r0,",
    "1.0.0": "has no release: write 1.0.0-r0,",
    "1.0~ab": "has no release",
    "1.0~ab-r0": "has a commit hash",
    "1.0_alpha_beta-r0": "has too many suffixes",
    "1.0_p1_git2-r0": "has too many suffixes",
    "1.0_p1_rc1-r0": "has too many suffixes",
    "1.0-r1-r2-r3": "'-r2-r3' cannot follow '1.0-r1'",
    "1.0-r": "'-r' cannot follow '1.0'",
    "1.0-r1\n": r"'\n' has no place",
    "\u0661.0-r1": "does not start with a digit",
    "1.0-r\u0661": "cannot follow '1.0'",
}


@pytest.mark.parametrize("text", FULL_VERSIONS)
def test_a_full_version(text: str) -> None:
    assert is_full_version(text)
    assert explain_incomplete(text) is None


@pytest.mark.parametrize(("text", "why"), INCOMPLETE.items())
def test_no_full_version_and_why(text: str, why: str) -> None:
    assert not is_full_version(text)
    assert why in str(explain_incomplete(text))


@given(texts("apk"))
def test_full_is_what_the_grammar_of_documents_says(text: str) -> None:
    assert is_full_version(text) == (FULL.fullmatch(text) is not None)
    assert is_full_version(text) == (explain_incomplete(text) is None)


def test_real_fixed_versions_are_full_and_one_of_them_is_not_valid(test_data: Path) -> None:
    documents = (test_data / "wolfi-advisories").glob("*.yaml")
    fixed = {
        line.split()[1]
        for document in documents
        for line in document.read_text(encoding="utf-8").splitlines()
        if line.lstrip().startswith("fixed-version:")
    }
    assert len(fixed) > 4_000
    assert [text for text in fixed if not is_full_version(text)] == []
    assert [text for text in fixed if not is_valid(text)] == ["1.1.0-r1-r0"]
