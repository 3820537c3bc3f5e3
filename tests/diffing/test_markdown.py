"""A diff as Markdown: no text of others is markup, and what is asked for is told (image-diff.md MD5, I16)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from navwarn.diffing.markdown import markdown
from navwarn.matching.output.cell import code
from tests.diffing.making import compare
from tests.matching.making import apk, stated


def test_it_tells_what_is_settled_in_each_image_where_that_is_asked_for() -> None:
    fix = stated("zlib", "CVE-2024-0001", fixed="1.2-r0")
    old, new = apk("libz", "1.2-r0", "zlib"), apk("libz", "1.3-r0", "zlib")
    row = "| `CVE-2024-0001` | Unknown | `libz` | `{}` | Fixed in 1.2-r0 since 2023-11-14 (fixed) |"
    found = compare([old], [new], fix)
    assert "Settled" not in markdown(found)
    _, _, rest = markdown(found, with_settled=True).partition("### Settled in From\n")
    before, _, after = rest.partition("### Settled in To\n")
    assert row.format("1.2-r0") in before
    assert row.format("1.3-r0") in after
    same = markdown(compare([old], [old], fix), with_settled=True)
    assert "No changes.\n\n<details>" in same
    assert same.count(row.format("1.2-r0")) == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain", "`plain`"),
        ("a|b", "`a¦b`"),
        ("a\n| x |\r\nb", "`a ¦ x ¦ b`"),
        ("a`b", "``a`b``"),
        ("``a", "``` ``a ```"),
        ("<img src=x onerror=alert(1)>", "`<img src=x onerror=alert(1)>`"),
        ("\u202eevil", "`\ufffdevil`"),
        ("x" * 400, f"`{'x' * 300}…`"),
    ],
)
def test_hostile_text_is_a_code_span_and_nothing_else(text: str, shown: str) -> None:
    assert code(text) == shown


def test_a_hostile_name_breaks_no_table() -> None:
    evil = apk("x`|</details>\n# @team [x](javascript:1)", "1-r0")
    lines = markdown(compare([], [evil])).splitlines()
    rows = [line for line in lines if "@team" in line]
    assert len(rows) == 1
    assert rows[0].count("|") == 4


def test_markdown_says_how_a_package_moved_and_from_where() -> None:
    before = [apk("zlib", "1.3-r2"), apk("xz", "1-r0"), apk("curl", "8-r0")]
    after = [
        apk("zlib", "1.3-r1"),
        replace(apk("xz", "1-r0"), namespace="a|b"),
        replace(apk("curl", "9-r0"), namespace="harbor"),
    ]
    text = markdown(compare(before, after))
    assert "| `zlib` | `1.3-r2` | `1.3-r1` | rebuilt, older |" in text
    assert "| `xz` | `1-r0` | `1-r0` | same, from `acme` to `a¦b` |" in text
    assert "| `curl` | `8-r0` | `9-r0` | upgraded, from `acme` to `harbor` |" in text


def test_markdown_leaves_out_no_package_of_a_large_family() -> None:
    names = [f"package-with-a-long-name-{number}" for number in range(40)]
    text = markdown(
        compare([apk(name, "1-r0", "one") for name in names], [apk(name, "2-r0", "one") for name in names])
    )
    family = next(line for line in text.splitlines() if line.startswith("| `one`"))
    assert all(f"`{name}`" in family for name in names)
