"""Configuration: one TOML file overlaid by variables, and each value's origin (architecture.md 7.3)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from navwarn.config.preset import PRESETS
from navwarn.core.distribution import (
    SECDB_ARCHITECTURES,
    SECDB_REPOSITORY,
    SECDB_URL_PREFIX,
    Distribution,
    SecdbSettings,
)
from navwarn.core.identifier import is_prefix
from navwarn.errors import ExternalError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE_PREFIX = "NAVWARN__"
VERSION_SCHEMES = ("apk", "deb", "rpm", "semver", "go", "pypi", "maven", "npm", "gem")

_TOP_LEVEL: dict[str, type] = {"database": str, "max-document-bytes": int, "actor": str}
_SCAN: dict[str, type] = {"api": bool, "max-bytes": int}
_REGISTRY: dict[str, type] = {"allow-private": bool, "insecure": bool, "token-hosts": list, "ca-file": str}
_DISTRIBUTION: dict[str, type] = {
    "preset": str,
    "title": str,
    "advisory-id-prefix": str,
    "os-ids": list,
    "purl": str,
    "version-scheme": str,
    "osv-ecosystem": str,
    "visibility": str,
    "includes": list,
    "secdb": dict,
}
_SECDB: dict[str, type] = {"urlprefix": str, "reponame": str, "archs": list}

SCAN_BYTES = 8 * 1024 * 1024
"""How long an SBOM may be that the API is sent, unless another number is set."""

_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_MOST_SCAN_BYTES = 256 * 1024 * 1024
_KINDS = {str: "a text", int: "a whole number", list: "a list of texts", bool: "true or false"}


class Setting(Struct, frozen=True):
    """One value in force and where it came from: a file, a variable, a preset or ``default``."""

    key: str
    value: Any
    origin: str


class ScanSettings(Struct, frozen=True):
    """Whether the API takes SBOMs to scan, and of how many bytes at most."""

    is_open: bool = False
    max_bytes: int = SCAN_BYTES


class RegistrySettings(Struct, frozen=True):
    """How a host may be asked for images: what the options of commands allow for once, for good.

    ``token_hosts`` may see its credentials. ``ca_file`` names certificates that are trusted besides the
    system's when it is asked; empty for none.
    """

    is_private_allowed: bool = False
    is_insecure: bool = False
    token_hosts: frozenset[str] = frozenset()
    ca_file: str = ""


class Config(Struct, frozen=True):
    """The configuration in force."""

    database: str
    max_document_bytes: int
    actor: str
    distributions: dict[str, Distribution]
    settings: tuple[Setting, ...]
    scan: ScanSettings
    registries: dict[str, RegistrySettings]

    def distribution(self, name: str | None = None) -> Distribution:
        """The named distribution, or the only one where no name is given; ``InputError`` otherwise."""
        names = ", ".join(sorted(self.distributions))
        if name is None:
            if len(self.distributions) == 1:
                return next(iter(self.distributions.values()))
            raise InputError(
                f"several distributions are configured: choose one of {names} with --distribution"
            )
        if name not in self.distributions:
            raise InputError(f"no distribution is called {name!r}; configured: {names}", code="NW-CONFIG")
        return self.distributions[name]


class ConfigError(InputError):
    """The configuration is wrong; the message names the key and where it was set."""

    code = "NW-CONFIG"


def load_config(path: Path | None, environ: Mapping[str, str]) -> Config:
    """The configuration from a file (given, else found) and the variables over it.

    Raises ``ConfigError`` for anything unknown, of the wrong type or contradictory.
    """
    values: dict[tuple[str, ...], tuple[Any, str]] = {}
    file = path or find_file(environ)
    if file is not None:
        _flatten(_read(file), (), str(file), values)
    _overlay(environ, values)
    names = sorted({key[1] for key in values if key[0] == "distributions"}) or ["default"]
    distributions = {name: _distribution(name, values, only=names == ["default"]) for name in names}
    _check_includes(distributions)
    settings = _top_level(values, environ)
    scan = _scan(values)
    hosts = sorted({key[1] for key in values if key[0] == "registries"})
    registries = {host: _registry(host, values) for host in hosts}
    return Config(
        database=settings["database"],
        max_document_bytes=settings["max-document-bytes"],
        actor=settings["actor"],
        distributions=distributions,
        settings=tuple(
            Setting(".".join(key), value, origin) for key, (value, origin) in sorted(values.items())
        ),
        scan=scan,
        registries=registries,
    )


def find_file(environ: Mapping[str, str]) -> Path | None:
    """The configuration file that is read without ``--config``, or ``None`` where there is none."""
    named = environ.get("NAVWARN_CONFIG")
    if named:
        return Path(named)
    user = user_directory("XDG_CONFIG_HOME", ".config", environ)
    own = [] if user is None else [user / "navwarn" / "navwarn.toml"]
    places = (Path("navwarn.toml"), *own, Path("/etc/navwarn/navwarn.toml"))
    return next((place for place in places if place.is_file()), None)


def default_database(environ: Mapping[str, str]) -> str:
    """The ledger unless another is named, a SQLite file in the user's data directory; "" without a home."""
    base = user_directory("XDG_DATA_HOME", ".local/share", environ)
    return "" if base is None else str(base / "navwarn" / "navwarn.sqlite")


def user_directory(variable: str, place: str, environ: Mapping[str, str]) -> Path | None:
    """The directory that a variable names, else the place in the user's home; ``None`` without a home.

    Services and containers often run as users that have none.
    """
    if environ.get(variable):
        return Path(environ[variable])
    try:
        return Path.home() / place
    except RuntimeError:
        return None


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"the configuration file {file} does not exist") from None
    except OSError as error:
        raise ExternalError(f"{file} cannot be read: {error.strerror}", code="NW-DISK") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} is not TOML: {error}") from None


def _flatten(
    table: dict[str, Any],
    path: tuple[str, ...],
    origin: str,
    values: dict[tuple[str, ...], tuple[Any, str]],
) -> None:
    """Put every leaf of a table, checked, under its path; an empty distribution is kept by its title."""
    for name, value in table.items():
        key = (*path, name)
        if path == ("distributions",) and value == {}:
            values[*key, "title"] = (name, origin)
        elif isinstance(value, dict):
            _flatten(value, key, origin, values)
        else:
            _check_known(key, value, origin)
            values[key] = (value, origin)


def _overlay(environ: Mapping[str, str], values: dict[tuple[str, ...], tuple[Any, str]]) -> None:
    for variable in sorted(environ):
        if not variable.startswith(VARIABLE_PREFIX):
            continue
        parts = variable.removeprefix(VARIABLE_PREFIX).lower().replace("__", "\0").replace("_", "-")
        key = tuple(parts.split("\0"))
        expected = _expected(key)
        if expected is None:
            raise ConfigError(f"the variable {variable} names no setting; `navwarn config show` lists them")
        origin = f"variable {variable}"
        value = _from_text(environ[variable], expected, origin)
        _check_known(key, value, origin)
        values[key] = (value, origin)


def _from_text(text: str, expected: type, origin: str) -> Any:
    if expected is list:
        return [part.strip() for part in text.split(",") if part.strip()]
    if expected is int:
        if not text.isascii() or not text.isdigit():
            raise ConfigError(f"{origin}: {text!r} is not a whole number")
        return int(text)
    if expected is bool:
        if text not in {"true", "false"}:
            raise ConfigError(f"{origin}: {text!r} is neither true nor false")
        return text == "true"
    return text


def _expected(key: tuple[str, ...]) -> type | None:
    """The type a setting must have, or ``None`` where there is no such setting."""
    match key:
        case (name,):
            return _TOP_LEVEL.get(name)
        case ("scan", name):
            return _SCAN.get(name)
        case ("registries", _, name):
            return _REGISTRY.get(name)
        case ("distributions", _, name):
            return None if name == "secdb" else _DISTRIBUTION.get(name)
        case ("distributions", _, "secdb", name):
            return _SECDB.get(name)
        case _:
            return None


def _check_known(key: tuple[str, ...], value: Any, origin: str) -> None:
    expected = _expected(key)
    name = ".".join(key)
    if expected is None:
        raise ConfigError(f"{origin}: there is no setting {name!r}")
    if not isinstance(value, expected) or isinstance(value, bool) != (expected is bool):
        raise ConfigError(f"{origin}: {name} must be {_KINDS[expected]}")
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{origin}: {name} must be a list of texts")


def _top_level(values: dict[tuple[str, ...], tuple[Any, str]], environ: Mapping[str, str]) -> dict[str, Any]:
    from navwarn.documents.document import MAX_BYTES

    if environ.get("NAVWARN_DB"):
        values["database",] = (environ["NAVWARN_DB"], "variable NAVWARN_DB")
    values.setdefault(("database",), (default_database(environ), "default"))
    values.setdefault(("max-document-bytes",), (MAX_BYTES, "default"))
    values.setdefault(("actor",), (environ.get("USER") or environ.get("LOGNAME") or "unknown", "default"))
    if values["max-document-bytes",][0] <= 0:
        raise ConfigError(f"{values['max-document-bytes',][1]}: max-document-bytes must be above 0")
    return {name: values[name,][0] for name in _TOP_LEVEL}


def _scan(values: dict[tuple[str, ...], tuple[Any, str]]) -> ScanSettings:
    """What is set of scans, with defaults filled into ``values``."""
    _fill(("scan",), {"api": False, "max-bytes": SCAN_BYTES}, "default", values)
    number, origin = values["scan", "max-bytes"]
    if not 0 < number <= _MOST_SCAN_BYTES:
        raise ConfigError(f"{origin}: scan.max-bytes must be from 1 to {_MOST_SCAN_BYTES}")
    return ScanSettings(values["scan", "api"][0], number)


def _registry(host: str, values: dict[tuple[str, ...], tuple[Any, str]]) -> RegistrySettings:
    """What is set of a host, with defaults filled into ``values``."""
    path = ("registries", host)
    origin = next(origin for key, (_, origin) in sorted(values.items()) if key[:2] == path)
    if _HOST.fullmatch(host) is None:
        raise ConfigError(f"{origin}: registries.{host} must be a host as references write it, with its port")
    _fill(
        path, {"allow-private": False, "insecure": False, "token-hosts": [], "ca-file": ""}, "default", values
    )
    is_private, is_insecure, token_hosts, ca_file = (values[*path, name][0] for name in _REGISTRY)
    return RegistrySettings(is_private, is_insecure, frozenset(token_hosts), ca_file)


def _distribution(name: str, values: dict[tuple[str, ...], tuple[Any, str]], *, only: bool) -> Distribution:
    """The distribution that the values make, with presets and defaults filled into ``values``."""
    if not name or not all(part.isalnum() and part.isascii() for part in name.split("-")):
        raise ConfigError(f"the distribution name {name!r} must be of letters, digits and hyphens")
    preset = values.get(("distributions", name, "preset"), ("", ""))[0]
    if preset and preset not in PRESETS:
        raise ConfigError(f"distributions.{name}.preset: {preset!r} is none of {', '.join(PRESETS)}")
    _fill(("distributions", name), PRESETS.get(preset, {}), f"preset {preset}", values)
    _fill(("distributions", name), _defaults(name), "default", values)

    def value(*key: str) -> Any:
        return values["distributions", name, *key][0]

    _check_choices(name, value)
    return Distribution(
        name=name,
        title=value("title"),
        prefix=value("advisory-id-prefix"),
        purl=value("purl").rstrip("/"),
        version_scheme=value("version-scheme"),
        os_ids=tuple(value("os-ids")),
        osv_ecosystem=value("osv-ecosystem"),
        is_public=value("visibility") == "public",
        any_prefix=only,
        includes=tuple(value("includes")),
        secdb=SecdbSettings(
            value("secdb", "urlprefix"), value("secdb", "reponame"), tuple(value("secdb", "archs"))
        ),
    )


def _defaults(name: str) -> dict[str, Any]:
    """The values of a distribution where neither the configuration nor a preset has one."""
    return {
        "title": name,
        "advisory-id-prefix": "NW",
        "os-ids": [name],
        "purl": f"pkg:apk/{name}",
        "version-scheme": "apk",
        "osv-ecosystem": "",
        "visibility": "public",
        "includes": [],
        "secdb": {
            "urlprefix": SECDB_URL_PREFIX,
            "reponame": SECDB_REPOSITORY,
            "archs": list(SECDB_ARCHITECTURES),
        },
    }


def _fill(
    path: tuple[str, ...],
    table: dict[str, Any],
    origin: str,
    values: dict[tuple[str, ...], tuple[Any, str]],
) -> None:
    for name, value in table.items():
        if isinstance(value, dict):
            _fill((*path, name), value, origin, values)
        else:
            values.setdefault((*path, name), (value, origin))


def _check_choices(name: str, value: Any) -> None:
    """Refuse values that the right type alone does not make sensible."""
    where = f"distributions.{name}"
    if not is_prefix(value("advisory-id-prefix")):
        raise ConfigError(
            f"{where}.advisory-id-prefix: {value('advisory-id-prefix')!r} must be capital letters,"
            " and not CVE, GHSA or GO"
        )
    if value("version-scheme") not in VERSION_SCHEMES:
        raise ConfigError(
            f"{where}.version-scheme: {value('version-scheme')!r} is none of {', '.join(VERSION_SCHEMES)}"
        )
    if value("visibility") not in {"public", "private"}:
        raise ConfigError(f"{where}.visibility: {value('visibility')!r} is neither public nor private")
    if not value("purl").startswith("pkg:"):
        raise ConfigError(f"{where}.purl: {value('purl')!r} must begin with pkg:, such as pkg:apk/acme")


def _check_includes(distributions: dict[str, Distribution]) -> None:
    for name, distribution in distributions.items():
        for included in distribution.includes:
            if included not in distributions:
                raise ConfigError(f"distributions.{name}.includes: there is no distribution {included!r}")
            if name in _reach(included, distributions):
                raise ConfigError(f"distributions.{name}.includes: {included!r} includes {name!r} in turn")


def _reach(name: str, distributions: dict[str, Distribution]) -> set[str]:
    """The distributions that one includes, directly or not, and itself."""
    found: set[str] = set()
    pending = [name]
    while pending:
        current = pending.pop()
        if current not in found and current in distributions:
            found.add(current)
            pending.extend(distributions[current].includes)
    return found
