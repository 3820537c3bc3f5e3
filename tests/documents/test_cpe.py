"""CPE names in both forms (documents.md E2, D19)."""

from __future__ import annotations

import pytest

from navwarn.documents.cpe import is_cpe


@pytest.mark.parametrize(
    "text",
    [
        "cpe:2.3:a:*:tinyxml:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:tinyxml_project:tinyxml:2.6.2:-:*:*:*:*:*:*",
        r"cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:x64:*",
        r"cpe:2.3:a:foo\\bar:big\$money_2010:*:*:*:*:special:ipod_touch:80gb:*",
        r"cpe:2.3:a:hp:openview:7.?5:*:*:*:*:*:*:*".replace("7.?5", "7.5??"),
        "cpe:2.3:o:v:p*:1:*:*:en-us:*:*:*:*",
        "cpe:2.3:-:-:-:-:-:-:-:-:-:-:-",
        "cpe:/a:haxx:curl:8.0",
        "cpe:/a",
        "cpe:/o:microsoft:windows_7:::x64~",
        "cpe:/a:foo%5cbar:big%24money:2010%7e:::fr",
        "CPE:/A:haxx:curl",
    ],
)
def test_a_cpe_name_is_known(text: str) -> None:
    assert is_cpe(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cpe:/",
        "cpe:2.3:a:*:tinyxml:*:*:*:*:*:*:*",
        "cpe:2.3:a:*:tinyxml:*:*:*:*:*:*:*:*:*",
        "cpe:2.3:x:*:tinyxml:*:*:*:*:*:*:*:*",
        "cpe:2.3:a::tinyxml:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:*:tiny xml:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:*:ti*xml:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:*:c++:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:*:x:*:*:*:english:*:*:*:*",
        "cpe:2.3:a:*:x\\:*:*:*:*:*:*:*:*",
        "cpe:2.2:a:*:x:*:*:*:*:*:*:*:*",
        "cpe:/x:haxx:curl",
        "cpe:/a:haxx:curl:8.0:::::",
        "cpe:/a:haxx:cu%zzrl",
        "cpe:/a:haxx:curl\n",
        "curl",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_cpe(text)
