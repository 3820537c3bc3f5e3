"""Go programs built by the tests, from sources that need no network (scanning.md ST8)."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from tools.groups import GROUPS

if TYPE_CHECKING:
    from pathlib import Path

# Each module: its path, its version, what it is replaced by.
MODULES = (
    ("github.com/containerd/stargz-snapshotter/estargz", "v0.14.3", ""),
    ("github.com/old/thing", "v1.0.0", "github.com/New/thing/v3 v3.1.0"),
    ("golang.org/x/net", "v0.7.0", ""),
)


def write_sources(folder: Path) -> Path:
    """A main package of ``example.com/app`` with all the modules vendored."""
    requires = "".join(f"\t{path} {version}\n" for path, version, _ in MODULES)
    replaces = "".join(f"replace {path} => {other}\n" for path, _, other in MODULES if other)
    text = f"module example.com/app\n\ngo 1.18\n\nrequire (\n{requires})\n\n{replaces}"
    listed, imports = "", ""
    for number, (path, version, other) in enumerate(MODULES):
        package = folder / "vendor" / path
        package.mkdir(parents=True)
        (package / "x.go").write_text(f'package p{number}\n\nvar X = "{number}"\n')
        listed += f"# {path} {version}{f' => {other}' if other else ''}\n## explicit\n{path}\n"
        imports += f'\tp{number} "{path}"\n'
    listed += "".join(f"# {path} => {other}\n" for path, _, other in MODULES if other)
    uses = ", ".join(f"p{number}.X" for number in range(len(MODULES)))
    (folder / "go.mod").write_text(text)
    (folder / "vendor" / "modules.txt").write_text(listed)
    main = f'package main\n\nimport (\n{imports})\n\nvar version = "none"\n\n'
    (folder / "main.go").write_text(main + f"func main() {{ println({uses}, version) }}\n")
    return folder


def build(sources: Path, cache: Path, *flags: str, **environment: str) -> bytes:
    """The program that the sources make for this machine, or for the one that the environment names."""
    program = GROUPS["go"].program()
    settings = {
        "GOFLAGS": "-mod=vendor",
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOCACHE": str(cache),
        "GOPATH": str(cache / "path"),
        "CGO_ENABLED": "0",
        "HOME": str(cache),
        **environment,
    }
    out = cache / "program"
    command = [program, "build", "-o", str(out), *flags, "."]
    subprocess.run(
        command, cwd=sources, env=os.environ | settings, check=True, capture_output=True, timeout=400
    )
    return out.read_bytes()
