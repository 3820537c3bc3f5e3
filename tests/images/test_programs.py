"""What programs say of the Go modules and Rust crates they are built from; nothing hostile gets past."""

from __future__ import annotations

import random
import struct
import time
import zlib
from typing import TYPE_CHECKING

import pytest

from navwarn.images.cataloguers.cargo_auditable import CargoAuditable
from navwarn.images.cataloguers.go_binary import GoBinary
from navwarn.images.go_module import split_path
from navwarn.images.interface import Reading
from tests.images.binaries import (
    BASE,
    MAGIC,
    elf,
    go_program,
    inlined,
    mach_o,
    old_go_program,
    pe,
    rust_program,
    universal,
    varint,
)
from tests.images.reader import purls, said

if TYPE_CHECKING:
    from navwarn.images.interface import Cataloguer

DEVEL = "mod\texample.com/app\t(devel)\t\n"
EXPECTED = [
    "pkg:golang/github.com/containerd/stargz-snapshotter@v0.14.3#estargz",
    "pkg:golang/github.com/New/thing@v3.1.0#v3",
    "pkg:golang/golang.org/x/net@v0.7.0",
    "pkg:golang/example.com/app@v0.0.0-20231011120000-0123456789ab",
]


def test_a_go_program_tells_its_modules_those_that_replaced_others_and_its_toolchain() -> None:
    found = said(GoBinary(), go_program(), "/usr/bin/app").components
    assert [one.purl for one in found] == [*EXPECTED, "pkg:golang/stdlib@1.20.7"]
    assert {one.locations for one in found} == {("/usr/bin/app",)}
    assert (found[0].namespace, found[0].name, found[0].subpath, found[0].version) == (
        "github.com/containerd",
        "stargz-snapshotter",
        "estargz",
        "v0.14.3",
    )


def test_a_main_module_that_knows_only_its_commit_lies_between_no_releases() -> None:
    """A module that is used has the same kind of version, and that one lies where it says (SG11)."""
    used = "dep\tgolang.org/x/exp\tv0.0.0-20230101000000-0123456789ab\n"
    for version, is_known in (
        ("v0.0.0-20230101000000-0123456789ab+dirty", False),
        ("(devel)", False),
        ("v1.2.3-0.20230101000000-0123456789ab", True),
        ("v1.2.3+dirty", True),
    ):
        program = go_program(f"path\texample.com/app\nmod\texample.com/app\t{version}\n{used}")
        found = {one.full_name: one.is_version_known for one in said(GoBinary(), program).components}
        assert found == {"example.com/app": is_known, "golang.org/x/exp": True, "stdlib": True}


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("is_wide", [True, False])
def test_programs_from_before_go_1_18_tell_theirs_by_addresses(is_wide: bool, order: str) -> None:
    program = old_go_program(is_wide=is_wide, order=order)
    assert purls(GoBinary(), program) == [*EXPECTED, "pkg:golang/stdlib@1.13.5"]


@pytest.mark.parametrize(
    "program",
    [
        pe({".text": b"x" * 99, ".data": inlined()}),
        pe({".text": b"x" * 99, ".data": inlined()}, is_wide=False),
        mach_o({"__text": b"x" * 99, "__go_buildinfo": inlined()}),
        mach_o({"__text": b"x" * 99, "__data": inlined()}),
        mach_o({"__go_buildinfo": inlined()}, is_wide=False),
        mach_o({"__go_buildinfo": inlined()}, order=">"),
        mach_o({"__go_buildinfo": inlined()}, is_wide=False, order=">"),
    ],
)
def test_programs_for_windows_and_macos_tell_theirs_too(program: bytes) -> None:
    assert purls(GoBinary(), program) == [*EXPECTED, "pkg:golang/stdlib@1.20.7"]


@pytest.mark.parametrize("is_wide", [True, False])
def test_a_program_for_several_processors_tells_its_modules_once(is_wide: bool) -> None:
    one = mach_o({"__text": b"x" * 99, "__go_buildinfo": inlined()})
    assert purls(GoBinary(), universal(one, one, is_wide=is_wide)) == [*EXPECTED, "pkg:golang/stdlib@1.20.7"]


def test_a_rust_program_for_windows_or_macos_tells_its_crates() -> None:
    listed = zlib.compress(b'{"packages": [{"name": "serde", "version": "1.0.188"}]}')
    for program in (pe({".text": b"x", ".dep-v0": listed}), mach_o({"__text": b"x", ".dep-v0": listed})):
        assert purls(CargoAuditable(), program) == ["pkg:cargo/serde@1.0.188"]


def test_segments_without_number_are_not_all_searched() -> None:
    size = 60_000_000
    part = struct.pack("<II6Q", 1, 6, 64, BASE, BASE, size, size, 16)
    head = elf({".text": b"x"})[:40] + bytes(14)
    program = head + struct.pack("<HHHHH", 56, 4000, 64, 0, 0) + part * 4000 + bytes(size)
    begin = time.process_time()
    assert said(GoBinary(), program) == Reading()
    assert time.process_time() - begin < 5


def test_build_information_is_found_where_sections_are_stripped() -> None:
    program = bytearray(go_program())
    program[40:48] = bytes(8)  # no sections
    program[60:64] = bytes(4)
    assert purls(GoBinary(), bytes(program))[:4] == EXPECTED


def test_a_header_that_is_not_aligned_is_text_of_the_program() -> None:
    program = elf({".go.buildinfo": b"\0" * 8 + MAGIC + b"\x08\x02" + bytes(300)})
    assert said(GoBinary(), program) == Reading()


@pytest.mark.parametrize(
    ("lines", "version"),
    [
        ("mod\texample.com/app\tv1.4.0\th1:x=\n", "v1.4.0"),
        ("mod\texample.com/app\t(devel)\t\n", "(devel)"),
        (DEVEL + "build\tvcs.revision=abc\n", "(devel)"),
        (DEVEL + "build\tvcs.revision=abc\nbuild\tvcs.time=never\n", "(devel)"),
        (
            DEVEL + "build\tvcs.revision=abc\nbuild\tvcs.time=2020-02-03T04:05:06Z\n",
            "v0.0.0-20200203040506-abc",
        ),
        (DEVEL + 'build\t-ldflags="-s -w -X main.version=1.2.3"\n', "v1.2.3"),
        (
            DEVEL + "build\t-ldflags=\"-X 'main.buildVersion=v1.2.3-rc1'\"\n",
            "v1.2.3-rc1",
        ),
        (
            DEVEL + 'build\t-ldflags="-X example.com/app/pkg.gitTag=x/v2.0.1"\n',
            "(devel)",
        ),
        (
            DEVEL + 'build\t-ldflags="-X example.com/app/pkg.Tag=x/v2.0.1"\n',
            "v2.0.1",
        ),
        (
            DEVEL + 'build\t-ldflags="-X github.com/prometheus/common/version.Version=2.45.0"\n',
            "v2.45.0",
        ),
        (
            DEVEL + 'build\t-ldflags="-X a.org/b.version=9.9.9 -X example.com/app/x.version=1.2.3+ds1"\n',
            "v1.2.3%2Bds1",
        ),
        (DEVEL + 'build\t-ldflags="-X main.tag=v3.0.0 -X main.gitVersion=v1.2.3-rc.1"\n', "v1.2.3-rc.1"),
        (DEVEL + 'build\t-ldflags="-X main.version=unknown -X main.versions=1.2.3"\n', "(devel)"),
        ("dep\texample.com/app\t(devel)\n", "(devel)"),
        ("mod\texample.com/was\t(devel)\n=>\texample.com/app\tv3.0.0\t\n", "v3.0.0"),
    ],
)
def test_the_main_module_has_the_best_version_that_can_be_told(lines: str, version: str) -> None:
    found = purls(GoBinary(), go_program("path\tcommand\n" + lines, "unknown"))
    assert found == ["pkg:golang/example.com/app@" + version.replace("(", "%28").replace(")", "%29")]


def test_a_program_without_modules_is_its_main_package_and_the_standard_library() -> None:
    program = go_program("path\tcommand-line-arguments\n", "go1.21.0 X:boringcrypto")
    assert purls(GoBinary(), program) == [
        "pkg:golang/command-line-arguments@%28devel%29",
        "pkg:golang/stdlib@1.21.0",
    ]


def test_commands_of_go_are_the_toolchain_as_the_vulnerability_database_calls_it() -> None:
    """Such as ``path cmd/go``: it is no module, and `toolchain` in reports (sources.md GO1)."""
    program = go_program("path\tcmd/go\nbuild\t-compiler=gc\n", "go1.21.2")
    assert purls(GoBinary(), program) == ["pkg:golang/toolchain@1.21.2", "pkg:golang/stdlib@1.21.2"]
    unnumbered = go_program("path\tcmd/go\n", "devel go1.22-abc")
    assert purls(GoBinary(), unnumbered) == ["pkg:golang/toolchain@%28devel%29"]


@pytest.mark.parametrize("toolchain", ["devel +abc", "unknown", "gopher"])
def test_a_toolchain_without_a_version_names_no_standard_library(toolchain: str) -> None:
    assert purls(GoBinary(), go_program("", toolchain)) == []


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("stdlib", ("", "stdlib", "")),
        ("go.uber.org/zap", ("go.uber.org", "zap", "")),
        ("github.com/a/b", ("github.com/a", "b", "")),
        ("github.com/a/b/c/v2", ("github.com/a", "b", "c/v2")),
    ],
)
def test_a_path_is_divided_as_package_urls_divide_it(path: str, parts: tuple[str, str, str]) -> None:
    assert split_path(path) == parts


@pytest.mark.parametrize(
    "content",
    [
        b"\x7fELF" + b"\x02\x01\x01" + b"\xff" * 400,
        b"\x7fELF",
        b"\xcf\xfa\xed\xfe" + b"\xff" * 300,
        universal(b"\xcf\xfa\xed\xfe" + b"\xff" * 300),
        b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0" + b"\xff" * 100,
        go_program()[:200],
        elf({".go.buildinfo": (MAGIC + b"\x08\x02").ljust(32, b"\0") + varint(1 << 60)}),
        elf({".go.buildinfo": (MAGIC + b"\x07\x00").ljust(32, b"\0")}),
        elf({".go.buildinfo": (MAGIC + b"\x08\x02").ljust(32, b"\0") + b"\xff" * 20}),
    ],
)
def test_a_damaged_program_is_a_remark(content: bytes) -> None:
    reading = said(GoBinary(), content)
    assert reading.components == ()
    assert [one.code for one in reading.remarks] == ["damaged-go-binary"]


@pytest.mark.parametrize(
    "content",
    [
        b"#!/bin/sh\n" * 50,
        b"",
        b"MZ" + bytes(300),
        elf({".text": b"x"}),
        b"\x7fEL",
        b"\xca\xfe\xba\xbe\0\0\0\x34" + b"x" * 300,  # a class of Java
        universal(b"x" * 300),
    ],
)
def test_what_is_no_go_program_says_nothing(content: bytes) -> None:
    assert said(GoBinary(), content) == Reading()
    assert said(CargoAuditable(), content) == Reading()


@pytest.mark.parametrize("address", [0, 1, 0x400010, 2**63])
def test_addresses_that_lead_nowhere_name_no_module(address: int) -> None:
    header = (MAGIC + b"\x08\x00" + address.to_bytes(8, "little") * 2).ljust(32, b"\0")
    reading = said(GoBinary(), elf({".go.buildinfo": header}))
    assert reading.components == ()


@pytest.mark.parametrize("cataloguer", [GoBinary(), CargoAuditable()])
@pytest.mark.parametrize("program", [go_program(), old_go_program(order=">"), rust_program({"packages": []})])
def test_any_damage_is_survived(cataloguer: Cataloguer, program: bytes) -> None:
    rng = random.Random(7)
    for _ in range(300):
        damaged = bytearray(program)
        for _ in range(rng.randrange(1, 8)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        said(cataloguer, bytes(damaged[: rng.randrange(len(damaged))] if rng.random() < 0.3 else damaged))


def test_a_million_modules_are_bounded() -> None:
    lines = "".join(f"dep\texample.com/m{number}\tv1\n" for number in range(100_000))
    assert len(said(GoBinary(), go_program(lines)).components) <= 20_001


@pytest.mark.parametrize(
    ("path", "size", "mode", "is_wanted"),
    [
        ("/usr/bin/app", 5000, 0o755, True),
        ("/usr/bin/app", 5000, 0o644, False),
        ("/usr/bin/app", 200_000, 0o644, True),
        ("/usr/lib/libx.so.1", 5000, 0o644, True),
        ("/usr/share/doc.txt", 200_000, 0o644, False),
        ("/usr/bin/true", 10, 0o755, False),
    ],
)
def test_programs_are_told_by_permission_name_or_size(
    path: str, size: int, mode: int, is_wanted: bool
) -> None:
    assert GoBinary().wants(path, size, mode) == CargoAuditable().wants(path, size, mode) == is_wanted


CRATES = {
    "packages": [
        {"name": "app", "version": "0.1.0", "source": "local", "root": True, "dependencies": [1]},
        {"name": "serde", "version": "1.0.188", "source": "crates.io"},
        {"name": "cc", "version": "1.0.83", "source": "crates.io", "kind": "build"},
    ]
}


def test_a_rust_program_tells_the_crates_that_are_in_it() -> None:
    assert purls(CargoAuditable(), rust_program(CRATES)) == ["pkg:cargo/app@0.1.0", "pkg:cargo/serde@1.0.188"]


@pytest.mark.parametrize(
    "section",
    [
        b"rubbish",
        zlib.compress(b"not json"),
        zlib.compress(b'{"packages": 1}'),
        zlib.compress(b"[" * 100_000),
        zlib.compress(b" " * (9 * 1024 * 1024)),
        zlib.compress(b'{"packages": [{"name": "\xff"}]}'),
    ],
)
def test_a_damaged_list_of_crates_is_a_remark(section: bytes) -> None:
    reading = said(CargoAuditable(), elf({".dep-v0": section}))
    assert [one.code for one in reading.remarks] == ["damaged-cargo-auditable"]
