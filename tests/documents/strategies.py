"""Hypothesis strategies for documents of any content that YAML can hold, hostile texts among it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from navwarn.core.event import EXTENSION_KEY, Event, EventType
from navwarn.core.instant import SECOND, Instant, parse_instant
from navwarn.documents.document import AdvisoryDocument, Document

_FIRST = parse_instant("1970-01-01T00:00:00Z")
_LAST = parse_instant("2099-12-31T23:59:59Z")

_HOSTILE = (
    *(
        "",
        " ",
        "  x",
        "x  ",
        "\n",
        "\n\n",
        "a\n",
        "a\nb",
        "a\n\n",
        " a\nb",
        "a \nb",
        "a\n b",
        "\na",
        "a\n  \nb",
    ),
    *(
        "null",
        "~",
        "true",
        "No",
        "1.0",
        "0x1F",
        "1e3",
        "5042e56392177725",
        "2024-01-01",
        "12:30:45",
        "=",
        "<<",
    ),
    *(
        "- a",
        "a: b",
        "a #b",
        "# a",
        "'",
        '"',
        "it's",
        "[a]",
        "{a}",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%",
        "@",
        "`",
    ),
    *("---", "...", "--- a", "a:", ":", "?", "-", "? a", "\t", "a\tb", "a\rb", "a\r\nb", "\x07", "\x1b[31m"),
    *(
        "\x85",
        "a\u2028b",
        "\u2029",
        "\ufeff",
        "é😀",
        "\\n",
        "\\",
        "a\\\nb",
        "\xa0",
        ",",
        "a, b",
        "\x7f",
        "\ufffe",
    ),
)
_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_LINES = st.text(alphabet=" ab:#-'\"\\\n\t\u2028é", max_size=12)

texts = st.sampled_from(_HOSTILE) | st.text(_CHARACTERS, max_size=8) | _LINES
keys = texts.filter(lambda text: 0 < len(text) <= 20 and text != EXTENSION_KEY)
values: st.SearchStrategy[Any] = st.recursive(
    texts | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=5,
)
moments = st.integers(_FIRST // SECOND, _LAST // SECOND).map(lambda second: Instant(second * SECOND))
extensions: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    keys, values, min_size=1, max_size=2
) | st.just({})


def _extras(known: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(keys.filter(lambda key: key not in known), values, max_size=2)


events = st.builds(
    Event,
    timestamp=moments,
    type=st.sampled_from(EventType).map(str) | texts,
    data=st.none() | st.dictionaries(keys, values, max_size=3) | st.dictionaries(st.just("note"), texts),
    extra=_extras(("timestamp", "type", "data")),
    extension=extensions,
)
advisories = st.builds(
    AdvisoryDocument,
    id=texts,
    aliases=st.lists(texts, max_size=3).map(tuple),
    events=st.lists(events, max_size=3).map(tuple),
    extra=_extras(("id", "aliases", "events")),
    extension=extensions,
)
documents = st.builds(
    Document,
    schema_version=texts,
    package=texts,
    advisories=st.lists(advisories, max_size=3).map(tuple),
    extra=_extras(("schema-version", "package", "advisories")),
)
