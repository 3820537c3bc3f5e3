"""Lists that can be followed: Atom (RFC 4287), JSON Feed 1.1, and CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import DAY, SECOND, Instant
from navwarn.core.listing import Listing
from navwarn.core.severity import Severity
from navwarn.core.status import Status
from navwarn.feeds import atom, json_feed, list_csv
from navwarn.feeds.channel import Channel
from tests.feeds.making import GOLDEN

if TYPE_CHECKING:
    from collections.abc import Callable

NAMESPACE = "{http://www.w3.org/2005/Atom}"
START = Instant(1_696_960_800 * SECOND)  # 2023-10-10T18:00:00Z
CHANNEL = Channel(
    title="Acme Linux: CVE-2023-44487",
    author="Acme Linux",
    site="https://advisories.acme.example",
    page="https://advisories.acme.example/vulnerabilities/CVE-2023-44487",
    address="https://advisories.acme.example/vulnerabilities/CVE-2023-44487.atom",
    changed=START,
    older="https://advisories.acme.example/vulnerabilities/CVE-2023-44487.atom?page_token=b2xk",
)
NGHTTP2 = Listing(
    distribution="acme",
    package="nghttp2",
    advisory=AdvisoryId("ACME-q2g4-fr75-mfgw"),
    vulnerability="CVE-2023-44487",
    status=Status.FIXED,
    published=START,
    updated=Instant(START + DAY),
    severity=Severity.HIGH,
    exploited=True,
    fixed_version="1.57.0-r0",
    title="HTTP/2 rapid reset",
    aliases=("GHSA-qppj-fm5r-hxr3", "GO-2023-2102"),
)
HAPROXY = Listing(
    distribution="acme",
    package="haproxy",
    advisory=AdvisoryId("ACME-q2g4-fr75-mfgx"),
    vulnerability="CVE-2023-44487",
    status=Status.NOT_AFFECTED,
    published=START,
    updated=START,
    note='It limits streams, "one by one",\nand closes what misbehaves.',
)
ROWS = (NGHTTP2, HAPROXY)


@pytest.mark.parametrize(
    ("render", "name"), [(atom.render, "list.atom"), (json_feed.render, "list.feed.json")]
)
def test_a_feed_is_its_golden_file(render: Callable[[Channel, Any], bytes], name: str) -> None:
    assert render(CHANNEL, ROWS) == (GOLDEN / name).read_bytes()


def test_a_csv_file_is_its_golden_file() -> None:
    assert "".join(list_csv.render(ROWS)).encode() == (GOLDEN / "list.csv").read_bytes()


def texts(element: Element, name: str) -> list[str]:
    return [each.text or "" for each in element.iter(f"{NAMESPACE}{name}")]


def test_a_feed_says_what_rfc_4287_asks_for() -> None:
    feed = fromstring(atom.render(CHANNEL, ROWS))  # noqa: S314, as we wrote it
    assert feed.tag == f"{NAMESPACE}feed"
    for element in (feed, *feed.iter(f"{NAMESPACE}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{NAMESPACE}{name}")) == 1
    assert len(feed.findall(f"{NAMESPACE}author")) == 1
    assert len(set(texts(feed, "id"))) == 3
    assert texts(feed, "updated")[0] == "2023-10-11T18:00:00Z"


def test_an_entry_keeps_its_name_when_it_changes() -> None:
    later = replace(NGHTTP2, status=Status.AFFECTED, updated=Instant(START + 9 * DAY), vulnerability="CVE-1")
    assert CHANNEL.identity(later) == CHANNEL.identity(NGHTTP2)
    assert CHANNEL.identity(NGHTTP2) == "tag:advisories.acme.example,2023:ACME-q2g4-fr75-mfgw"
    assert replace(CHANNEL, site="").identity(NGHTTP2).startswith("tag:localhost,2023:")


def test_a_list_without_rows_can_be_followed() -> None:
    quiet = replace(CHANNEL, older="")
    feed = fromstring(atom.render(quiet, ()))  # noqa: S314, as we wrote it
    assert texts(feed, "updated") == ["2023-10-10T18:00:00Z"]
    assert [link.get("rel") for link in feed.iter(f"{NAMESPACE}link")] == ["self", "alternate"]
    assert "next_url" not in json.loads(json_feed.render(quiet, ()))


ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=())) | st.sampled_from(
    ["]]><script>", "</title><a/>", "&#0;", "=1+1", "\x00\x1b\ud800\ufffe", "a\r\nb", "\u202e"]
)


def filled(text: str) -> Listing:
    return replace(
        NGHTTP2,
        distribution=text,
        package=text,
        advisory=AdvisoryId(text),
        vulnerability=text,
        fixed_version=text,
        note=text,
        title=text,
        aliases=(text,),
    )


@given(ANY_TEXT)
def test_no_element_of_a_feed_comes_from_data(text: str) -> None:
    def names(content: bytes) -> list[str]:
        return [each.tag for each in fromstring(content).iter()]  # noqa: S314, as we wrote it

    channel = replace(CHANNEL, title=text, author=text)
    assert names(atom.render(channel, [filled(text)])) == names(atom.render(channel, [filled("x")]))
    (item,) = json.loads(json_feed.render(channel, [filled(text)]))["items"]
    assert item["url"].startswith("https://advisories.acme.example/advisories/")


@given(ANY_TEXT)
def test_every_row_of_a_csv_file_can_be_read_back(text: str) -> None:
    content = "".join(list_csv.render([filled(text), NGHTTP2]))
    rows = list(csv.reader(io.StringIO(content, newline="")))
    assert [len(row) for row in rows] == [len(list_csv.COLUMNS)] * 3
    assert content.encode()


@given(ANY_TEXT)
def test_no_cell_is_a_formula(text: str) -> None:
    for line in csv.reader(io.StringIO("".join(list_csv.render([filled(text)])), newline="")):
        assert not any(each.lstrip().startswith(("=", "+", "-", "@")) for each in line)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("1.57.0-r0", "1.57.0-r0"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("\n=1", "\"'\n=1\""),
        ("＝1+1", "'＝1+1"),  # noqa: RUF001, the wide form is the point
        ("=1,2", "\"'=1,2\""),
        ("a,b", '"a,b"'),
        ('say "x"', '"say ""x"""'),
        (" lead", '" lead"'),
        ("\x00=1", "\N{REPLACEMENT CHARACTER}=1"),
    ],
)  # fmt: skip
def test_a_cell_is_quoted_and_defused(text: str, shown: str) -> None:
    assert list_csv.cell(text) == shown
