"""Layouts: a document as a tree of written pieces, and the canonical text it makes (documents.md F3).

A layout knows how each scalar is spelled and which comments stand where, but no columns: indentation, gaps
and line ends are decided here alone.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

GAP_KEY = "advisories"
"""The top-level key below which items are set apart by a blank line."""


class Leaf(NamedTuple):
    """A scalar as it is to be written.

    ``lines`` holds its spelling: the first line stands beside its key, the others below it, one step deeper.
    ``is_block`` says that it is a literal or folded block, ``keeps`` that its last line feeds are content, so
    that no blank line may follow it.
    """

    text: str
    lines: tuple[str, ...]
    is_block: bool = False
    keeps: bool = False


class Entry(NamedTuple):
    """One item of a list (``key`` is ``None``) or one pair of a mapping, with its comments.

    ``key`` is spelled as it is to be written, ``name`` is what it says. ``above`` are whole lines, ``beside``
    ends the first line and brings its own leading space.
    """

    key: str | None
    name: str
    value: Value
    above: tuple[str, ...] = ()
    beside: str = ""


class Branch(NamedTuple):
    """A list or a mapping."""

    entries: tuple[Entry, ...]
    is_list: bool

    def find(self, name: str) -> Entry | None:
        """The pair of a name, or ``None``."""
        return next((entry for entry in self.entries if entry.name == name and not self.is_list), None)

    def text(self, name: str) -> str:
        """The scalar at a name, or an empty text where there is none."""
        entry = self.find(name)
        return entry.value.text if entry is not None and isinstance(entry.value, Leaf) else ""

    def replaced(self, name: str, value: Value) -> Branch:
        """The mapping with another value at a name that it has."""
        entries = [entry._replace(value=value) if entry.name == name else entry for entry in self.entries]
        return Branch(tuple(entries), is_list=False)

    def items(self, name: str) -> tuple[Entry, ...]:
        """The items of the list at a name; none where there is no list."""
        entry = self.find(name)
        value = None if entry is None else entry.value
        return value.entries if isinstance(value, Branch) and value.is_list else ()


Value: TypeAlias = Leaf | Branch


class Layout(NamedTuple):
    """A whole document: its root, and the comments before its first and after its last scalar."""

    root: Branch
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


def write(layout: Layout) -> str:
    """The canonical text: indent 2, dashes below their key, gaps at the top level and between advisories."""
    writer = _Writer()
    writer.lines.extend(layout.header)
    writer.root(layout.root)
    writer.lines.extend(layout.footer)
    return "\n".join(writer.lines) + "\n"


class _Writer:
    """Lines in the making; ``_is_kept`` says that the last ones belong to a scalar that keeps line feeds."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._is_kept = False

    def root(self, branch: Branch) -> None:
        if not branch.entries:
            self.lines.append("[]" if branch.is_list else "{}")
        for number, entry in enumerate(branch.entries):
            if number:
                self._gap()
            self._entry(entry, 0, "", has_gaps=entry.name == GAP_KEY)

    def _gap(self) -> None:
        if not self._is_kept:
            self.lines.append("")

    def _branch(self, branch: Branch, indent: int, lead: str, *, has_gaps: bool = False) -> None:
        """Write the entries; ``lead`` begins the first line, which may follow dashes."""
        entries = branch.entries
        self._entry(entries[0], indent, lead)
        pad = " " * indent
        for entry in entries[1:]:
            if has_gaps:
                self._gap()
            self._entry(entry, indent, pad)

    def _entry(self, entry: Entry, indent: int, lead: str, *, has_gaps: bool = False) -> None:
        key, _, value, above, beside = entry
        if above:
            pad = " " * (len(lead) - len(lead.lstrip()))
            self.lines.extend([pad + comment for comment in above])
        head = f"{lead}-" if key is None else f"{lead}{key}:"
        if value.__class__ is Leaf:
            self._leaf(head, value, beside, indent)
        elif not value.entries:  # type: ignore[union-attr]
            self._line(f"{head} {'[]' if value.is_list else '{}'}{beside}")  # type: ignore[union-attr]
        elif key is None:
            self._branch(value, indent + 2, f"{head} ")  # type: ignore[arg-type]
        else:
            self._line(head + beside)
            self._branch(value, indent + 2, " " * (indent + 2), has_gaps=has_gaps)  # type: ignore[arg-type]

    def _line(self, line: str) -> None:
        self.lines.append(line)
        self._is_kept = False

    def _leaf(self, head: str, leaf: Leaf, beside: str, indent: int) -> None:
        first = leaf.lines[0]
        line = f"{head} {first}" if first else head
        if len(leaf.lines) == 1:
            self._line(line + beside)
            self._is_kept = leaf.keeps
            return
        pad = " " * (indent + 2)
        self._line(line + beside if leaf.is_block else line)
        self.lines.extend([pad + rest if rest else "" for rest in leaf.lines[1:]])
        if not leaf.is_block:
            self.lines[-1] += beside
        self._is_kept = leaf.keeps
