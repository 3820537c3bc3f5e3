"""What Python, npm and Ruby left behind when they installed something, and that nothing hostile gets past."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from navwarn.images.cataloguers.gem import Gem
from navwarn.images.cataloguers.npm import Npm
from navwarn.images.cataloguers.python import Python
from navwarn.images.interface import Reading
from tests.images.reader import purls, said

if TYPE_CHECKING:
    from navwarn.images.interface import Cataloguer


def test_a_distribution_has_its_name_as_pep_503_writes_it_and_the_files_beside_it_as_evidence() -> None:
    content = b"Metadata-Version: 2.1\nName: Zope._Interface\nVERSION: 5.0\nLicense: MIT\n\nName: other\n"
    reading = said(Python(), content, "/lib/Zope.dist-info/METADATA")
    (found,) = reading.components
    assert (found.name, found.version, found.licenses) == ("zope-interface", "5.0", ("MIT",))
    assert found.purl == "pkg:pypi/zope-interface@5.0"
    assert reading.companions == tuple(
        f"/lib/Zope.dist-info/{name}"
        for name in ("RECORD", "installed-files.txt", "top_level.txt", "direct_url.json")
    )


def test_an_egg_that_is_one_file_has_nothing_beside_it() -> None:
    reading = said(Python(), b"Name: a\nVersion: 1\n", "/lib/a-1.egg-info")
    assert [one.purl for one in reading.components] == ["pkg:pypi/a@1"]
    assert reading.companions == ()


@pytest.mark.parametrize("content", [b"\n", b"Name: a\n", b"Version: 1\n", b"\xff\xfe\0", b"x" * 100_000])
def test_metadata_without_name_and_version_is_a_remark(content: bytes) -> None:
    assert [one.code for one in said(Python(), content, "/a.egg-info").remarks] == ["damaged-python"]


def test_the_interpreters_own_library_is_no_distribution() -> None:
    assert said(Python(), b"Name: Python\nVersion: 2.7\n", "/lib/Python-2.7.egg-info") == Reading()


@pytest.mark.parametrize(
    ("path", "is_wanted"),
    [
        ("/x/a.dist-info/METADATA", True),
        ("/x/a.egg-info/PKG-INFO", True),
        ("/x/a.egg/EGG-INFO/PKG-INFO", True),
        ("/x/a.egg-info", True),
        ("/x/a.dist-info/RECORD", False),
        ("/x/METADATA", False),
        ("/x/requirements.txt", False),
    ],
)
def test_metadata_is_told_by_its_path(path: str, is_wanted: bool) -> None:
    assert Python().wants(path, 100, 0o644) == is_wanted


def test_an_npm_module_may_have_a_scope_and_capitals() -> None:
    content = b'\xef\xbb\xbf{"name": "@babel/core", "version": "7.0.0", "license": {"type": "MIT"}}'
    (found,) = said(Npm(), content).components
    assert (found.namespace, found.name, found.version, found.licenses) == (
        "@babel",
        "core",
        "7.0.0",
        ("MIT",),
    )
    assert found.purl == "pkg:npm/%40babel/core@7.0.0"
    assert purls(Npm(), b'{"name": "JSONStream", "version": "1.3.5", "license": 3}') == [
        "pkg:npm/JSONStream@1.3.5"
    ]


@pytest.mark.parametrize("content", [b'{"type": "module"}', b'{"name": "a"}', b'{"name": 1}', b"[]", b"null"])
def test_a_description_of_no_package_says_nothing(content: bytes) -> None:
    assert said(Npm(), content) == Reading()


@pytest.mark.parametrize("content", [b"", b"{", b'{"name": "\xff"}', b'{"x": ' + b"[" * 100_000])
def test_a_description_that_is_no_json_is_a_remark(content: bytes) -> None:
    assert [one.code for one in said(Npm(), content).remarks] == ["damaged-npm"]


@pytest.mark.parametrize(
    ("path", "is_wanted"),
    [
        ("/app/node_modules/lodash/package.json", True),
        ("/app/node_modules/@babel/core/package.json", True),
        ("/app/package.json", True),
        ("/opt/yarn-v1.22.19/package.json", True),
        ("/app/package-lock.json", False),
        ("/app/node_modules/.package-lock.json", False),
        ("/app/node_modules/a/yarn.lock", False),
    ],
)
def test_descriptions_of_packages_are_evidence_and_lock_files_are_not(path: str, is_wanted: bool) -> None:
    assert Npm().wants(path, 100, 0o644) == is_wanted


GEMSPEC = b"""# -*- encoding: utf-8 -*-
# stub: rake 13.0.6 ruby lib

Gem::Specification.new do |s|
  s.name = "rake".freeze
  s.version = "13.0.6"
  s.required_rubygems_version = Gem::Requirement.new(">= 1.3.2".freeze) if s.respond_to? :x=
  s.metadata = { "changelog_uri" => "x" } if s.respond_to? :metadata=
  s.licenses = ["MIT".freeze, "Ruby".freeze]
  if s.respond_to? :specification_version then
    s.version = "9"
  end
end
"""


def test_a_gem_is_read_without_ruby() -> None:
    (found,) = said(Gem(), GEMSPEC).components
    assert (found.purl, found.licenses) == ("pkg:gem/rake@13.0.6", ("MIT", "Ruby"))
    assert purls(Gem(), b"  spec.name = 'json'\n  spec.version = Gem::Version.new(\"2.6.3\")\n") == [
        "pkg:gem/json@2.6.3"
    ]


@pytest.mark.parametrize(
    "content",
    [
        b'  s.name = %q{old}\n  s.version = "1.0"\n',
        b'# stub: old 1.0 ruby lib\n\n  s.name = "old"\n  s.version = Old::VERSION\n',
        b"# -*- encoding: utf-8 -*-\n# stub: old 1.0 x86_64-linux lib\n# stub: ext/x\n",
    ],
)
def test_a_gem_is_known_as_older_and_newer_rubygems_write_it(content: bytes) -> None:
    assert purls(Gem(), content) == ["pkg:gem/old@1.0"]


@pytest.mark.parametrize(
    "content", [b"s.name = NAME\n", b's.name = "a"\ns.version = V\n', b"s.name = " * 50_000]
)
def test_a_gem_whose_name_or_version_is_computed_is_a_remark(content: bytes) -> None:
    assert [one.code for one in said(Gem(), content).remarks] == ["damaged-gem"]


@pytest.mark.parametrize(
    ("path", "is_wanted"),
    [
        ("/usr/lib/ruby/gems/3.2.0/specifications/rake-13.0.6.gemspec", True),
        ("/usr/lib/ruby/gems/3.2.0/specifications/default/json-2.6.3.gemspec", True),
        ("/usr/lib/ruby/gems/3.2.0/gems/rake-13.0.6/rake.gemspec", False),
        ("/app/Gemfile.lock", False),
    ],
)
def test_only_installed_gems_are_evidence(path: str, is_wanted: bool) -> None:
    assert Gem().wants(path, 100, 0o644) == is_wanted


@pytest.mark.parametrize("cataloguer", [Python(), Npm(), Gem()])
def test_texts_of_random_bytes_are_survived(cataloguer: Cataloguer) -> None:
    rng = random.Random(11)
    for _ in range(200):
        content = rng.randbytes(rng.randrange(400))
        said(cataloguer, content, "/x/y")
