"""What a page says, as lines of text, and the shape of its elements: how tests read HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import html5lib

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS = frozenset(
    {
        *("address", "article", "caption", "dd", "desc", "details", "div", "dl", "dt"),
        *("fieldset", "footer", "form", "h1", "h2", "h3", "header", "li", "main"),
        *("nav", "ol", "option", "p", "pre", "section", "select", "summary", "svg"),
        *("table", "tbody", "td", "text", "th", "thead", "title", "tr", "ul"),
    }
)


def parse(html: str) -> Element:
    """The document as a browser's parser sees it."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    assert isinstance(tree, Element)
    return tree


def parse_fragment(html: str) -> list[Element]:
    return [
        child
        for child in html5lib.parseFragment(html, namespaceHTMLElements=False)
        if isinstance(child.tag, str)
    ]


def name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def shape(element: Element) -> list[tuple[str, tuple[str, ...]]]:
    """Every element in order with the names of its attributes, but for places where a line may end."""
    return [(name(each), tuple(sorted(each.keys()))) for each in element.iter() if name(each) != "wbr"]


def lines(element: Element) -> list[str]:
    """The text, one line for each block; links and values as what they show."""
    found: list[str] = []
    _gather(element, found)
    tidy = (" ".join(line.split()) for line in "".join(found).split("\n"))
    return [line for line in tidy if line]


def _gather(element: Element, found: list[str]) -> None:
    block = name(element) in _BLOCKS
    if block:
        found.append("\n")
    if name(element) not in {"script", "style"}:
        found.append(element.text or "")
    for child in element:
        _gather(child, found)
        found.append((child.tail or "").replace("\n", " "))
    if block:
        found.append("\n")


def addresses(element: Element) -> Iterator[str]:
    """Every address that something on the page leads to."""
    for each in element.iter():
        for attribute in ("href", "src", "action", "data-href", "data-suggestions", "xlink:href"):
            if attribute in each.attrib:
                yield each.attrib[attribute]
