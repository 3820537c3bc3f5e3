"""Documents gone wrong: seeds of our own and the ways to damage them, repeatable by a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

SEEDS = (
    b"""\
schema-version: 2.0.2

package:
  name: nghttp2

advisories:
  - id: CGA-2222-3333-4444
    aliases:
      - CVE-2023-44487
      - GHSA-qppj-fm5r-hxr3
    events:
      - timestamp: 2023-10-10T17:20:11Z
        type: detection
        data:
          type: scan/v1
          data:
            subpackageName: libnghttp2-14
            componentID: 5042e56392177725
            componentName: nghttp2
            componentVersion: 1.55.1-r0
            componentType: apk
            componentLocation: /.PKGINFO
            scanner: grype
      - timestamp: 2023-10-11T08:00:00Z
        type: fixed
        data:
          fixed-version: 1.57.0-r0

  - id: CGA-5555-6666-7777
    events:
      - timestamp: 2024-01-01T00:00:00Z
        type: false-positive-determination
        data:
          type: vulnerable-code-not-in-execution-path
          note: 'It is: not called.'
""",
    b"""\
schema-version: "2"
package: {name: zlib}
advisories:
- id: CGA-8888-9999-cccc
  aliases: [CVE-2022-37434, GO-2022-0001]
  events:
  - {timestamp: 2022-08-08T01:02:03+02:00, type: detection, data: {type: manual}}
  - timestamp: 2022-08-09 # by hand
    type: fix-not-planned
    data:
      note: |-
        Two lines,
          the second indented.
""",
    b"""\
schema-version: 2.0.1
package:
  name: "curl\\u0020x"
advisories:
  - id: CGA-ffff-gggg-hhhh
    events:
      - timestamp: 2024-02-29T23:59:59.999Z
        type: detection
        data:
          type: nvdapi
          data:
            cpeSearched: cpe:2.3:a:*:curl:*:*:*:*:*:*:*:*
            cpeFound: cpe:/a:haxx:curl:8.0
      - timestamp: 2024-02-30T00:00:00Z
        type: pending-upstream-fix
        data:
          note: >
            folded
            text
""",
)

TOKENS = (
    b"&a ", b"*a", b"<<: ", b"!!binary ", b"!x ", b"? ", b"- ", b": ", b"{", b"}", b"[", b"]", b"|", b">-\n",
    b"'", b'"', b"#", b"\t", b"\n", b"\r\n", b"---\n", b"...\n", b"%YAML 1.1\n", b"\\x00", b"\x00", b"\xff",
    b"\xef\xbb\xbf", "\u2028".encode(), "\u0085".encode(), b"null", b"~", b"1e9", b"0x1F", b".inf", b"true",
    b"2024-01-01T00:00:00Z", b"0001-01-01T00:00:00Z", b"9999-99-99T99:99:99Z", b"CVE-2024-0001",
    b"CGA-2222-3333-4444", b"data:\n", b"  ", b"        ", b"[" * 70, b"{a: " * 70, b"A" * 2000,
    b"1.0-r1-r2", b"9" * 400 + b"-r0", b"type: patched", b"x-navwarn: {withdrawn: }",
)  # fmt: skip


def damaged(random: Random) -> bytes:
    """A seed with one to four pieces of damage."""
    data = bytearray(random.choice(SEEDS))
    for _ in range(random.randint(1, 4)):
        random.choice(_DAMAGES)(data, random)
    return bytes(data)


def _insert(data: bytearray, random: Random) -> None:
    place = random.randrange(len(data) + 1)
    data[place:place] = random.choice(TOKENS)


def _overwrite(data: bytearray, random: Random) -> None:
    place = random.randrange(len(data) + 1)
    token = random.choice(TOKENS)
    data[place : place + len(token)] = token


def _flip(data: bytearray, random: Random) -> None:
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _cut(data: bytearray, random: Random) -> None:
    start = random.randrange(len(data) + 1)
    del data[start : start + random.randint(1, 60)]


def _truncate(data: bytearray, random: Random) -> None:
    del data[random.randrange(len(data) + 1) :]


def _repeat(data: bytearray, random: Random) -> None:
    lines = bytes(data).splitlines(keepends=True)
    if lines:
        first = random.randrange(len(lines))
        piece = lines[first : first + random.randint(1, 8)]
        place = random.randrange(len(lines) + 1)
        data[:] = b"".join([*lines[:place], *piece * random.randint(1, 3), *lines[place:]])


def _swap(data: bytearray, random: Random) -> None:
    lines = bytes(data).splitlines(keepends=True)
    if lines:
        one, other = random.randrange(len(lines)), random.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
        data[:] = b"".join(lines)


def _reindent(data: bytearray, random: Random) -> None:
    lines = bytes(data).splitlines(keepends=True)
    if lines:
        place = random.randrange(len(lines))
        lines[place] = b" " * random.randrange(12) + lines[place].lstrip(b" ")
        data[:] = b"".join(lines)


def _splice(data: bytearray, random: Random) -> None:
    other = random.choice(SEEDS)
    start = random.randrange(len(other))
    place = random.randrange(len(data) + 1)
    data[place:place] = other[start : start + random.randint(1, 300)]


_DAMAGES = (_insert, _overwrite, _flip, _cut, _truncate, _repeat, _swap, _reindent, _splice)
