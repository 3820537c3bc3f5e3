"""An image made up for benchmarks, with what real ones have in it, as an archive of docker's of about 60 MB.

``python -m tools.sample_image LEDGER ARCHIVE`` writes it, the same each time: a process of its own, since it
is made in memory. In three layers lie 40 packages at versions that advisories of the ledger name, 4,000 files
that they own, Go programs, Java archives, Python distributions and npm modules. Of the bytes of files half
cannot be compressed, so that the archive is about half as large as what is in it, as real ones are.
"""

from __future__ import annotations

import json
import random
import sys
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.images.binaries import build, elf, inlined, jar, manifest
from tests.images.samples import OS_RELEASE, File, directory, docker_files, image, tar
from tools.sample_inventory import packages_of, versions_in

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES, LIBRARIES, FILES = 40, 60, 100
PROGRAMS, MODULES, PROGRAM_SIZE = 4, 120, 16_000_000
ARCHIVES, MEMBERS = 12, 400
DISTRIBUTIONS, SOURCES = 30, 60
NODE_MODULES, NODE_FILES = 250, 10
_SITE = "usr/lib/python3.12/site-packages"
_NODE = "app/node_modules"
_PIECE = 1024
_WORDS = b"return the value of this, or nothing where there is none; raise an error in case of doubt. "
_TEXT = (_WORDS * (_PIECE // len(_WORDS) + 1))[:_PIECE]


class Maker:
    """Makes the files of the image, layer by layer."""

    def __init__(self, versions: dict[str, list[str]]) -> None:
        self._chance = random.Random(60)  # noqa: S311  # the same each time
        self._packages = packages_of(versions, self._chance, PACKAGES)
        self._owned: dict[str, list[str]] = {name: [] for name in self._packages}

    def layers(self) -> list[list[File]]:
        """The layers from the base up; the database of packages lies in the last one."""
        base, languages = list(self._system()), [*self._python(), *self._node()]
        programs = [*self._programs(), *self._java()]
        database = File("lib/apk/db/installed", self._database())
        return [base, languages, [directory("lib/apk/db"), database, *programs]]

    def _content(self, size: int) -> bytes:
        """So many bytes, every other KiB of which cannot be compressed."""
        pieces = [
            self._chance.randbytes(_PIECE) if number % 2 else _TEXT for number in range(size // _PIECE + 1)
        ]
        return b"".join(pieces)[:size]

    def _about(self, size: int) -> bytes:
        """Content of this size by and large: half of it to one and a half times."""
        return self._content(self._chance.randrange(size // 2, size * 3 // 2))

    def _own(self, path: str) -> str:
        """The path, which some package owns from now on."""
        self._owned[self._chance.choice(list(self._owned))].append(path)
        return path

    def _system(self) -> Iterator[File]:
        yield from (directory("etc"), directory("usr/lib"))
        yield File("etc/os-release", OS_RELEASE)
        for number in range(LIBRARIES):
            path = self._own(f"usr/lib/lib{number}.so.{number}")
            yield File(path, elf({".text": self._about(300_000)}), mode=0o755)
        for name in self._packages:
            yield directory(f"usr/share/{name}")
            for number in range(FILES):
                path = f"usr/share/{name}/{number}.conf"
                self._owned[name].append(path)
                yield File(path, self._about(3_000))

    def _python(self) -> Iterator[File]:
        for number in range(DISTRIBUTIONS):
            name, version = f"example{number}", f"{number}.2.1"
            text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\n".encode()
            folder = f"{_SITE}/{name}-{version}.dist-info"
            names = [f"{name}/part{part}.py" for part in range(SOURCES)]
            record = "".join(f"{one},,\n" for one in names)
            keep = self._own if number % 2 else str
            yield File(keep(f"{folder}/METADATA"), text + self._about(3_000))
            yield File(keep(f"{folder}/RECORD"), record.encode())
            yield from (File(keep(f"{_SITE}/{one}"), self._about(5_000)) for one in names)

    def _node(self) -> Iterator[File]:
        for number in range(NODE_MODULES):
            folder, version = f"{_NODE}/module{number}", f"{number % 9}.{number}.0"
            said = json.dumps({"name": f"module{number}", "version": version, "license": "MIT"})
            yield File(f"{folder}/package.json", said.encode())
            yield from (File(f"{folder}/lib/{part}.js", self._about(3_000)) for part in range(NODE_FILES))

    def _programs(self) -> Iterator[File]:
        for number in range(PROGRAMS):
            name = f"example.com/program{number}"
            modules = [f"dep\texample.com/module{one}\tv0.{one}.{number}\th1:a=\n" for one in range(MODULES)]
            said = f"path\t{name}\nmod\t{name}\tv1.{number}.0\t\n{''.join(modules)}"
            text = self._content(PROGRAM_SIZE)
            program = elf({".text": text, ".go.buildinfo": inlined(said, "go1.21.3")})
            yield File(self._own(f"usr/bin/program{number}"), program, mode=0o755)

    def _java(self) -> Iterator[File]:
        for number in range(ARCHIVES):
            name, version = f"archive{number}", f"{number}.1"
            members: dict[str, bytes | str] = {"META-INF/MANIFEST.MF": manifest()}
            members |= build("example", name, version)
            members |= {f"example/{name}/Class{one}.class": self._about(3_000) for one in range(MEMBERS)}
            yield File(f"opt/{name}-{version}.jar", jar(members))

    def _database(self) -> bytes:
        """What the distribution's tool remembers of its packages."""
        return "\n".join(map(self._stanza, self._packages)).encode()

    def _stanza(self, name: str) -> str:
        lines = [f"P:{name}", f"V:{self._packages[name]}", "A:x86_64", "L:MIT", f"o:{name}"]
        folder = ""
        for path in sorted(self._owned[name]):
            parent, _, last = path.rpartition("/")
            lines += [f"F:{parent}"] if parent != folder else []
            lines += [f"R:{last}", "Z:Q1pFxkhUtBn0Ho7lFvFmN8nPqG8s8="]
            folder = parent
        return "\n".join(lines) + "\n"


def write(ledger: Path, archive: Path) -> None:
    """Write the image as an archive."""
    made = image(*Maker(versions_in(ledger)).layers())
    files = [File(name, data) for name, data in docker_files(made, how="gzip").items()]
    archive.write_bytes(tar(files, tarfile.USTAR_FORMAT))


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
