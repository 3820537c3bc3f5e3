"""The page on the configuration lists every setting with its type and default."""

from __future__ import annotations

import re

from navwarn import config
from navwarn.config import load_config
from tests.docs.pages import read_page, tables
from tools.project import python_files

PAGE = read_page("docs/reference/configuration.md")
TOP, SCAN, REGISTRY, DISTRIBUTION, SECDB, VARIABLES = tables(PAGE)
OF_OTHERS = {"HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "DOCKER_CONFIG", "REGISTRY_AUTH_FILE", "NO_COLOR"}
TYPES = {"text": str, "number": int, "list": list, "truth": bool}


def test_every_setting_is_listed_with_its_type() -> None:
    listed = [
        {name: TYPES[kind] for name, kind, *_ in rows} for rows in (TOP, SCAN, REGISTRY, DISTRIBUTION, SECDB)
    ]
    apart = {name: kind for name, kind in config._DISTRIBUTION.items() if kind is not dict}
    assert listed == [config._TOP_LEVEL, config._SCAN, config._REGISTRY, apart, config._SECDB]


def test_the_defaults_are_those_of_the_program() -> None:
    one = {"NAVWARN__REGISTRIES__HOST__TOKEN_HOSTS": ""}
    real = {setting.key: setting.value for setting in load_config(None, one).settings}
    for rows, place in (
        (TOP, ""),
        (SCAN, "scan."),
        (REGISTRY, "registries.host."),
        (DISTRIBUTION, "distributions.default."),
        (SECDB, "distributions.default.secdb."),
    ):
        for name, kind, default, _ in rows:
            if re.fullmatch(r"[A-Za-z0-9:/._]+", default):
                value = real[place + name]
                shown = ", ".join(value) if kind == "list" else str(value)
                assert default == (shown.lower() if kind == "truth" else shown), name


def test_every_variable_is_listed() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in python_files("src/navwarn"))
    read = set(re.findall(r'environ(?:\.get\(|\[)"(NAVWARN_[A-Z]+)"', sources))
    assert {name for name, _ in VARIABLES} == read | {"NAVWARN__…", *OF_OTHERS}
