"""Build definitions (melange): which packages are built together, at which version."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from navwarn.catalog.expansion import ExpansionError, Scope, Transform
from navwarn.catalog.source import CatalogError, read_file
from navwarn.catalog.tree import Text, TreeError, parse
from navwarn.errors import ExternalError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from navwarn.catalog.tree import Tree

MAX_BYTES = 4 * 1024 * 1024


class BuildConfig(Struct, frozen=True):
    """A package as it is defined: its version and release, and the packages built with it, sorted."""

    name: str
    version: str
    release: int
    subpackages: tuple[str, ...]
    file: Path

    @property
    def full_version(self) -> str:
        """The version with its release, such as ``1.2.3-r4``."""
        return f"{self.version}-r{self.release}"


class DefinitionFault(Struct, frozen=True):
    """Something in a build definition that could not be read; ``line`` counts from 1."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class Definitions(Struct, frozen=True):
    """The packages of a directory of build definitions, by name, and what could not be read of them."""

    packages: Mapping[str, BuildConfig]
    faults: tuple[DefinitionFault, ...]

    def subpackages(self) -> dict[str, tuple[str, ...]]:
        """The names of the packages that are built together with each package."""
        return {name: package.subpackages for name, package in self.packages.items()}


def load_packages(directory: Path) -> Definitions:
    """What the top-level ``*.yaml`` files of a directory define; a bad file is a fault and the rest goes on.

    Raises ``CatalogError`` where the directory is none.
    """
    packages: dict[str, BuildConfig] = {}
    faults: list[DefinitionFault] = []
    for path in _files(directory):
        try:
            config = _Reader(path, faults).read(read_file(path, MAX_BYTES))
        except TreeError as error:
            faults.append(DefinitionFault(path, error.line, error.message))
            continue
        except CatalogError as error:
            faults.append(DefinitionFault(path, 1, error.message))
            continue
        if config.name in packages:
            message = f"package {config.name} is already defined in {packages[config.name].file}"
            faults.append(DefinitionFault(path, 1, message))
        else:
            packages[config.name] = config
    return Definitions(packages, tuple(faults))


def parse_definition(data: bytes, path: Path) -> tuple[BuildConfig, tuple[DefinitionFault, ...]]:
    """The definition in a file's bytes, and what could not be read of it.

    Raises ``TreeError`` where they are no definition at all. ``path`` is for messages only.
    """
    faults: list[DefinitionFault] = []
    config = _Reader(path, faults).read(data)
    return config, tuple(faults)


def _files(directory: Path) -> list[Path]:
    try:
        paths = [path for path in directory.iterdir() if path.suffix == ".yaml" and path.is_file()]
    except (FileNotFoundError, NotADirectoryError):
        raise CatalogError(f"{directory} is not a directory: name the one of the build definitions") from None
    except OSError as error:
        raise ExternalError(f"{directory} cannot be read: {error.strerror}", code="NW-DISK") from None
    return sorted(path for path in paths if not path.name.startswith("."))


class _Reader:
    """One pass over one definition."""

    def __init__(self, path: Path, faults: list[DefinitionFault]) -> None:
        self._path = path
        self._faults = faults

    def read(self, data: bytes) -> BuildConfig:
        root = parse(_text(data))
        package = _mapping(root, "package")
        if not package:
            raise TreeError("this is no build definition: it has no `package:`", 1)
        scope = Scope(
            package={key: str(value) for key, value in package.items() if isinstance(value, Text)}
            | {"full-version": "${{package.version}}-r${{package.epoch}}"},
            variables={k: str(v) for k, v in _mapping(root, "vars").items() if isinstance(v, Text)},
            transforms=tuple(_transforms(root)),
        )
        name = self._required(package, "name", scope)
        return BuildConfig(
            name=name,
            version=self._required(package, "version", scope),
            release=self._release(package),
            subpackages=tuple(sorted(set(self._subpackages(root, scope)) - {name})),
            file=self._path,
        )

    def _required(self, package: dict[str, Tree], field: str, scope: Scope) -> str:
        value = package.get(field)
        if not isinstance(value, Text) or not value:
            raise TreeError(f"package.{field} is missing", _line(package))
        try:
            return scope.expand(value)
        except ExpansionError as error:
            raise TreeError(f"package.{field}: {error.message}", value.line) from None

    def _release(self, package: dict[str, Tree]) -> int:
        value = package.get("epoch", Text.at("0", 1))
        if isinstance(value, Text) and value.isascii() and value.isdigit() and len(value) <= len(str(2**32)):
            return int(value)
        raise TreeError("package.epoch must be a number from 0 on", _line(package))

    def _subpackages(self, root: Tree, scope: Scope) -> Iterator[str]:
        ranges = dict(_ranges(root))
        for subpackage in _list(root, "subpackages"):
            name = subpackage.get("name") if isinstance(subpackage, dict) else None
            if not isinstance(subpackage, dict) or not isinstance(name, Text):
                self._fault("a subpackage has no name", _line(subpackage))
                continue
            span = subpackage.get("range")
            if span is None:
                yield from self._expanded(name, scope, {})
            elif isinstance(span, Text) and span in ranges:
                for key, value in ranges[span].items():
                    yield from self._expanded(name, scope, {"range.key": key, "range.value": value})
            else:
                self._fault(f"the range {str(span)[:60]!r} is not defined under `data:`", name.line)

    def _expanded(self, name: Text, scope: Scope, local: Mapping[str, str]) -> Iterator[str]:
        try:
            yield scope.expand(name, local)
        except ExpansionError as error:
            self._fault(f"subpackage {str(name)[:60]!r}: {error.message}", name.line)

    def _fault(self, message: str, line: int) -> None:
        self._faults.append(DefinitionFault(self._path, line, message))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TreeError("the file is not UTF-8 text", data.count(b"\n", 0, error.start) + 1) from None


def _transforms(root: Tree) -> Iterator[Transform]:
    for item in _list(root, "var-transforms"):
        if isinstance(item, dict):
            parts = [item.get(key, Text()) for key in ("from", "match", "replace", "to")]
            yield Transform(*(str(part) if isinstance(part, Text) else "" for part in parts))


def _ranges(root: Tree) -> Iterator[tuple[str, dict[str, str]]]:
    """The lists that subpackages are made over, by name."""
    for item in _list(root, "data"):
        name = item.get("name") if isinstance(item, dict) else None
        if isinstance(name, Text):
            items = _mapping(item, "items")
            yield str(name), {str(k): str(v) if isinstance(v, Text) else "" for k, v in items.items()}


def _mapping(tree: Tree, key: str) -> dict[str, Tree]:
    value = tree.get(key) if isinstance(tree, dict) else None
    return value if isinstance(value, dict) else {}


def _list(tree: Tree, key: str) -> list[Tree]:
    value = tree.get(key) if isinstance(tree, dict) else None
    return value if isinstance(value, list) else []


def _line(tree: Tree) -> int:
    """The line of the first text in a tree, or 1."""
    while tree and not isinstance(tree, Text):
        tree = tree[0] if isinstance(tree, list) else cast("Text", next(iter(tree)))
    return tree.line if isinstance(tree, Text) else 1
