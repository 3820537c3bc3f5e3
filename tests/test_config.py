"""Configuration: files, variables, presets, and where each value came from (architecture.md 7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from navwarn.config import Config, ConfigError, RegistrySettings, ScanSettings, load_config
from navwarn.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

ACME = """
[distributions.acme]
title = "Acme Linux"
advisory-id-prefix = "ACME"
os-ids = ["acme"]
purl = "pkg:apk/acme"
secdb = { urlprefix = "https://packages.acme.example", archs = ["x86_64", "aarch64"] }

[distributions.acme-enterprise]
includes = ["acme"]
visibility = "private"
"""


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "some.toml"
    path.write_text(text)
    return path


def origin(config: Config, key: str) -> str:
    return next(setting.origin for setting in config.settings if setting.key == key)


def test_without_any_configuration_there_is_one_public_distribution() -> None:
    config = load_config(None, {})
    only = config.distribution()
    assert (only.name, only.prefix, only.purl, only.version_scheme) == (
        "default",
        "NW",
        "pkg:apk/default",
        "apk",
    )
    assert only.is_public
    assert only.any_prefix
    assert config.database.endswith("navwarn/navwarn.sqlite")


def test_a_file_configures_distributions_and_defaults_fill_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path, ACME)
    config = load_config(path, {})
    acme = config.distribution("acme")
    assert acme.prefix == "ACME"
    assert acme.secdb.architectures == ("x86_64", "aarch64")
    assert acme.secdb.repository == "os"
    assert not acme.any_prefix
    assert origin(config, "distributions.acme.title") == str(path)
    assert origin(config, "distributions.acme.secdb.reponame") == "default"
    enterprise = config.distribution("acme-enterprise")
    assert enterprise.includes == ("acme",)
    assert not enterprise.is_public


def test_variables_overlay_files_with_hyphens_written_as_underscores(tmp_path: Path) -> None:
    variables = {
        "NAVWARN__DISTRIBUTIONS__ACME__TITLE": "Acme",
        "NAVWARN__DISTRIBUTIONS__ACME__ADVISORY_ID_PREFIX": "ACM",
        "NAVWARN__DISTRIBUTIONS__ACME__SECDB__ARCHS": "x86_64, riscv64",
        "NAVWARN__DISTRIBUTIONS__ACME_ENTERPRISE__OS_IDS": "acme-e",
        "NAVWARN__MAX_DOCUMENT_BYTES": "1000",
        "NAVWARN_DB": "postgresql://ledger",
    }
    config = load_config(written(tmp_path, ACME), variables)
    acme = config.distribution("acme")
    assert (acme.title, acme.prefix, acme.secdb.architectures) == ("Acme", "ACM", ("x86_64", "riscv64"))
    assert config.distribution("acme-enterprise").os_ids == ("acme-e",)
    assert config.max_document_bytes == 1000
    assert config.database == "postgresql://ledger"
    assert origin(config, "distributions.acme.title") == "variable NAVWARN__DISTRIBUTIONS__ACME__TITLE"
    assert origin(config, "database") == "variable NAVWARN_DB"


def test_a_preset_knows_a_real_distribution_and_the_file_may_overrule_it(tmp_path: Path) -> None:
    path = written(tmp_path, '[distributions.wolfi]\npreset = "wolfi"\ntitle = "Our Wolfi"\n')
    wolfi = load_config(path, {}).distribution()
    assert (wolfi.title, wolfi.prefix, wolfi.purl, wolfi.osv_ecosystem) == (
        "Our Wolfi",
        "CGA",
        "pkg:apk/wolfi",
        "Wolfi",
    )


def test_an_empty_distribution_is_a_distribution(tmp_path: Path) -> None:
    assert load_config(written(tmp_path, "[distributions.acme]\n"), {}).distribution().title == "acme"


@pytest.mark.parametrize(
    ("place", "variable"),
    [
        ("navwarn.toml", None),
        ("config/navwarn/navwarn.toml", "XDG_CONFIG_HOME"),
        ("x.toml", "NAVWARN_CONFIG"),
    ],
)
def test_the_file_is_found_where_people_put_it(tmp_path: Path, place: str, variable: str | None) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('[distributions.found]\ntitle = "Found"\n')
    values = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "NAVWARN_CONFIG": str(path)}
    variables = {} if variable is None else {variable: values[variable]}
    assert load_config(None, variables).distribution().title == "Found"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[distributions.acme\n", "is not TOML"),
        ("colour = 1\n", "there is no setting 'colour'"),
        ("[distributions.acme]\ntitel = 'x'\n", "there is no setting 'distributions.acme.titel'"),
        ("[distributions.acme]\ntitle = 7\n", "distributions.acme.title must be a text"),
        ("[distributions.acme]\nos-ids = 'acme'\n", "os-ids must be a list of texts"),
        ("[distributions.acme]\nos-ids = [1]\n", "os-ids must be a list of texts"),
        ("[distributions.acme]\nsecdb = 'x'\n", "there is no setting|must be"),
        ("max-document-bytes = true\n", "must be a whole number"),
        ("max-document-bytes = 0\n", "must be above 0"),
        ("[scan]\napi = 1\n", "scan.api must be true or false"),
        ("[scan]\napi = 'true'\n", "scan.api must be true or false"),
        ("[scan]\nmax-bytes = true\n", "scan.max-bytes must be a whole number"),
        ("[scan]\nmax-bytes = 0\n", "scan.max-bytes must be from 1 to"),
        ("[scan]\nmax-bytes = 268435457\n", "scan.max-bytes must be from 1 to"),
        ("[scan]\nallow = []\n", "there is no setting 'scan.allow'"),
        ("[distributions.acme]\nadvisory-id-prefix = 'acme'\n", "must be capital letters"),
        ("[distributions.acme]\nadvisory-id-prefix = 'GHSA'\n", "must be capital letters"),
        ("[distributions.acme]\nversion-scheme = 'apt'\n", "is none of apk"),
        ("[distributions.acme]\nvisibility = 'secret'\n", "neither public nor private"),
        ("[distributions.acme]\npurl = 'apk/acme'\n", "must begin with pkg:"),
        ("[distributions.acme]\npreset = 'debian'\n", "is none of wolfi"),
        ("[distributions.'a/b']\ntitle = 'x'\n", "letters, digits and hyphens"),
        ("[distributions.acme]\nincludes = ['other']\n", "there is no distribution 'other'"),
        (
            "[distributions.a]\nincludes = ['b']\n[distributions.b]\nincludes = ['a']\n",
            "includes 'a' in turn",
        ),
        ("[distributions.a]\nincludes = ['a']\n", "includes 'a' in turn"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        load_config(written(tmp_path, text), {})


@pytest.mark.parametrize(
    "variables",
    [
        {"NAVWARN__COLOUR": "x"},
        {"NAVWARN__DISTRIBUTIONS__ACME__SECDB": "x"},
        {"NAVWARN__MAX_DOCUMENT_BYTES": "many"},
    ],
)
def test_a_wrong_variable_is_named(variables: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=next(iter(variables))):
        load_config(None, variables)


def test_a_missing_file_is_an_error_when_it_was_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        load_config(tmp_path / "nothing.toml", {})


def test_choosing_a_distribution_needs_its_name_where_there_are_several(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, ACME), {})
    with pytest.raises(InputError, match="acme, acme-enterprise"):
        config.distribution()
    with pytest.raises(InputError, match="no distribution is called 'acne'"):
        config.distribution("acne")


def test_scans_by_the_api_are_off_until_they_are_configured(tmp_path: Path) -> None:
    assert load_config(None, {}).scan == ScanSettings(is_open=False, max_bytes=8 * 2**20)
    path = written(tmp_path, "[scan]\napi = true\nmax-bytes = 100\n")
    assert load_config(path, {}).scan == ScanSettings(is_open=True, max_bytes=100)
    variables = {"NAVWARN__SCAN__API": "false", "NAVWARN__SCAN__MAX_BYTES": "200"}
    assert load_config(path, variables).scan == ScanSettings(is_open=False, max_bytes=200)
    with pytest.raises(ConfigError, match="'yes' is neither true nor false"):
        load_config(path, {"NAVWARN__SCAN__API": "yes"})


REGISTRIES = """
[registries."registry.corp.example:5000"]
allow-private = true
token-hosts = ["auth.corp.example"]

[registries."[fd00::1]:5000"]
insecure = true
ca-file = "corp.pem"
"""


def test_registries_are_allowed_what_the_configuration_says(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, REGISTRIES), {})
    assert config.registries == {
        "registry.corp.example:5000": RegistrySettings(
            is_private_allowed=True, token_hosts=frozenset({"auth.corp.example"})
        ),
        "[fd00::1]:5000": RegistrySettings(is_insecure=True, ca_file="corp.pem"),
    }
    assert origin(config, "registries.registry.corp.example:5000.insecure") == "default"
    assert load_config(None, {}).registries == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '[registries."https://registry.example"]\ninsecure = true\n',
            "must be a host as references write it",
        ),
        ('[registries."registry.example/team"]\ninsecure = true\n', "must be a host as references write it"),
        ('[registries."*"]\nallow-private = true\n', "must be a host as references write it"),
        ('[registries."registry.example"]\ninsecure = "yes"\n', "insecure must be true or false"),
        ('[registries."registry.example"]\nplain = true\n', "there is no setting"),
        ("[registries]\ninsecure = true\n", "there is no setting"),
    ],
)
def test_registries_that_cannot_be_meant_are_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        load_config(written(tmp_path, text), {})
