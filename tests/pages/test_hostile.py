"""Text of others stays text: payloads through every field of every view model (peers.md A7, A9)."""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints
from xml.etree.ElementTree import Element

import pytest
from msgspec import Struct
from msgspec.structs import replace

from navwarn.core.entry import Entry, EntryKind, aliases_changed, moved, opened, retracted, withdrawn
from navwarn.core.identifier import AdvisoryId
from navwarn.core.instant import Instant
from navwarn.pages.asset import icon
from navwarn.pages.frame import Page
from navwarn.pages.render import render, render_suggestions
from navwarn.pages.view.site import MomentsAsked, Site
from navwarn.pages.view.suggestion import Suggestions
from tests.pages.said import addresses, lines, parse, parse_fragment, shape

AT = Instant(1_700_000_000_000_000)
WORD = "x"
PAYLOADS = {
    "script": '"><script>alert(1)</script>',
    "quote": "' onmouseover=alert(1) x='",
    "handler": '" autofocus onfocus="alert(1)',
    "image": "<img src=x onerror=alert(1)>",
    "title": "</title></textarea></style></svg><svg onload=alert(1)>",
    "comment": "--><!--<![CDATA[",
    "script-address": "javascript:alert(document.domain)",
    "tabbed-address": "java\tscript:alert(1)",
    "data-address": "data:text/html,<script>alert(1)</script>",
    "network-path": "//evil.example/x",
    "template": "{{1337*1337}}{% for x in y %}${1337*1337}#{1337*1337}",
    "controls": "a\x00b\x08c\x1bd\x7fe\x9ff",
    "directions": "a\u202eb\u2066c\u2069d",
    "surrogates": "a\ud800b\udfffc\ufffe",
    "lines": "a\r\nb\rc\u2028d\x0be",
    "dots": "../../x?y#z%2e%2e;&amp;",
    "long": "w" * 10_000,
    "entities": "&lt;script&gt;&#x3c;",
    "formula": "=HYPERLINK(1)",
}
ALLOWED_STARTS = ("/", "http://", "https://", "#")


def entries(text: str) -> tuple[Entry, ...]:
    """One entry of every kind, and an event whose data goes deep."""
    event = {"timestamp": "2023-10-10T00:00:00Z", "type": text, "data": tree(text), "x-navwarn": tree(text)}
    payloads = {
        EntryKind.OPENED: opened(text, [text]),
        EntryKind.EVENT: event,
        EntryKind.ALIASES: aliases_changed([text], [text]),
        EntryKind.DISMISSED: {"reason": text},
        EntryKind.WITHDRAWN: withdrawn(text),
        EntryKind.MOVED: moved(text, text),
        EntryKind.RETRACTED: retracted(1, text),
    }
    return tuple(Entry(1, text, AdvisoryId(text), kind, data, AT) for kind, data in payloads.items())


def tree(text: str) -> dict[str, Any]:
    return {
        "type": text,
        text: [text, {text: text}],
        "note": text,
        "nothing": None,
        "deep": {"1": {"2": {"3": {"4": {"5": text}}}}},
    }


def values(kind: Any, text: str) -> list[Any]:
    """Values of a type in which every text is this one; several where the type has alternatives."""
    if kind is Entry:
        return list(entries(text))
    if isinstance(kind, type) and issubclass(kind, Struct):
        return instances(kind, text)
    if kind in _LEAVES:
        return [_LEAVES[kind]]
    if kind is str or getattr(kind, "__supertype__", None) is str:
        return [text]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return list(kind)
    return _composed(kind, text)


_LEAVES: dict[Any, Any] = {bool: True, int: 3, float: 0.5, Instant: AT}


def _composed(kind: Any, text: str) -> list[Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in {typing.Union, types.UnionType}:
        return [value for each in arguments if each is not types.NoneType for value in values(each, text)]
    if origin is tuple and Ellipsis not in arguments:
        return [tuple(values(each, text)[0] for each in arguments)]
    if origin is tuple:
        return [tuple(values(arguments[0], text))]
    return [tree(text)]  # the data of events, which may be anything


def instances(kind: Any, text: str) -> list[Any]:
    """Instances that together hold every alternative of every field."""
    hints = get_type_hints(kind)
    choices = {name: values(hints[name], text) for name in kind.__struct_fields__}
    longest = max((len(found) for found in choices.values()), default=1)
    return [
        kind(**{name: found[number % len(found)] for name, found in choices.items()})
        for number in range(longest)
    ]


def site(text: str) -> Site:
    (made,) = [each for each in instances(Site, text) if isinstance(each, Site)]
    known = MomentsAsked(as_of=AT, known_at=AT)
    # Base path and public address are the operator's, not anybody's.
    return replace(made, base="", url="https://acme.example", moments=known)


PAGE_TYPES = get_args(Page)


def pages(text: str) -> list[tuple[str, Any]]:
    return [(kind.__name__, each) for kind in PAGE_TYPES for each in instances(kind, text)]


@dataclass(frozen=True, slots=True)
class Seen:
    """A page of some type, as sent and as a browser's parser sees it."""

    kind: str
    html: str
    root: Element


def seen(text: str) -> list[Seen]:
    """Every page in which every text is this one."""
    around = site(text)
    sent = [(kind, render(around, page)) for kind, page in pages(text)]
    return [Seen(kind, html, parse(html)) for kind, html in sent]


@pytest.fixture(scope="module", params=list(PAYLOADS))
def payload(request: pytest.FixtureRequest) -> str:
    return PAYLOADS[request.param]


@pytest.fixture(scope="module")
def hostile(payload: str) -> list[Seen]:
    """All pages with the payload: made once, because a browser's parser takes its time."""
    return seen(payload)


@pytest.mark.broad
def test_no_element_and_no_attribute_comes_from_data(payload: str, hostile: list[Seen]) -> None:
    """The page has the shape it has for a harmless word of the same length."""
    benign = [(page.kind, shape(page.root)) for page in seen(WORD * len(payload))]
    assert [(page.kind, shape(page.root)) for page in hostile] == benign


@pytest.mark.broad
def test_no_address_comes_from_data(hostile: list[Seen]) -> None:
    for page in hostile:
        for address in set(addresses(page.root)) - {icon()}:
            assert address.startswith(ALLOWED_STARTS)
            assert not address.startswith("//")
            assert address.isprintable()


@pytest.mark.broad
def test_a_page_is_text_that_can_be_sent_and_shown(hostile: list[Seen]) -> None:
    for page in hostile:
        assert page.html.encode()
        assert page.html.replace("\n", "").replace("\t", "").replace("\u2028", "").isprintable()
        assert str(1337 * 1337) not in "".join(lines(page.root))


def test_suggestions_are_lines_whatever_they_say(payload: str) -> None:
    (benign,) = instances(Suggestions, WORD)
    (hostile,) = instances(Suggestions, payload)
    found = parse_fragment(render_suggestions(site(payload), hostile))
    expected = parse_fragment(render_suggestions(site(WORD), benign))
    assert list(map(shape, found)) == list(map(shape, expected))
    assert all(each.attrib["data-href"].startswith("/") for each in found)


def test_links_in_text_carry_no_authority() -> None:
    for _, page in pages("see https://evil.example/?a=1&b=2."):
        for each in parse(render(site(WORD), page)).iter():
            if "evil.example" in str(each.attrib.get("href", "")):
                outside = {"href": "https://evil.example/?a=1&b=2", "rel": "noopener noreferrer nofollow"}
                assert each.attrib == outside or each.attrib["href"].startswith("/")


def test_every_field_of_text_was_filled() -> None:
    """The reflection reaches what it is there for: no page is without the payload."""
    for kind, page in pages("PAYLOAD"):
        if kind not in {"Access", "Feeds", "Stats"}:
            assert "PAYLOAD" in repr(page)
