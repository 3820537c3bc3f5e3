"""Sources: their kinds, their order, their notices."""

from __future__ import annotations

import pytest

from navwarn.core.source import KINDS, authority, kind_of_source, source_title


def test_a_source_of_several_files_is_of_one_kind() -> None:
    assert kind_of_source("alpine:v3.20/main") is kind_of_source("alpine:edge/community")
    assert kind_of_source("nvd").title == "NVD"
    with pytest.raises(KeyError):
        kind_of_source("rumour")


def test_a_source_is_called_what_people_call_it_with_its_part() -> None:
    assert source_title("nvd") == "NVD"
    assert source_title("alpine:v3.20/main") == "Alpine secdb v3.20/main"
    assert source_title("rumour:x") == "rumour:x"


def test_the_cve_list_is_believed_first_and_strangers_last() -> None:
    names = ["rumour", "osv", "alpine:edge/main", "nvd", "cve", "ghsa"]
    assert sorted(names, key=authority) == ["cve", "nvd", "ghsa", "osv", "alpine:edge/main", "rumour"]


def test_every_kind_has_the_notice_it_wants() -> None:  # sources.md LN1, LN2
    notices = {kind.name: kind.notice for kind in KINDS}
    assert notices["nvd"] == (
        "This product uses data from the NVD API but is not endorsed or certified by the NVD."
    )
    assert all("CC BY 4.0" in notices[name] for name in ("ghsa", "go", "pypa"))
    assert "CVE Terms of Use" in notices["cve"]
    assert all(kind.url.startswith("https://") for kind in KINDS)
