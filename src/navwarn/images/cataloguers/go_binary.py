"""Go modules in executables, by the build information in them (scanning.md SA7)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from navwarn.core.inventory import Component
from navwarn.images.cataloguers.executable import may_be_executable, read_executable
from navwarn.images.cataloguers.go_build import GoBuild, Module, read_build
from navwarn.images.cataloguers.text import damaged
from navwarn.images.go_module import DEVELOPED, OWNER_PARTS, is_release, split_path
from navwarn.images.interface import Reading
from navwarn.images.purl import write_purl

if TYPE_CHECKING:
    from navwarn.images.interface import MemberFile

_COMMANDS, _COMMAND_MODULE = "cmd/", "toolchain"
"""The packages of Go's own commands, and the module as which Go's vulnerability database knows them."""
_TOOLCHAIN = re.compile(r"go([0-9]\S*)")
_ASSIGNMENT = re.compile(r"([^\s=\"']+)=([^\s\"']+)")
_VERSION_NAMES = (re.compile(r"(?i:(?:git)?(?:build)?ver(?:sion)?)"), re.compile(r"(?i:tag)"))
_VERSION = re.compile(r"v?[0-9]+\.[0-9]+\.[0-9]+[-+.\w]*")
_MAX_FLAGS = 64 * 1024
_REVISION = 12


class GoBinary:
    """Reads which modules an executable was built from."""

    name = "go-binary"
    places = ()
    endings = ()

    def wants(self, path: str, size: int, mode: int) -> bool:
        """Whether it may be an executable."""
        return may_be_executable(path, size, mode)

    def read(self, file: MemberFile) -> Reading:
        """The modules, the main one among them, and the standard library."""
        try:
            executable = read_executable(file.content)
            build = None if executable is None else read_build(executable)
        except ValueError as error:
            return damaged(self.name, file.path, str(error))
        if build is None:
            return Reading()
        main = _main(build)
        modules = dict.fromkeys((*build.modules, *main, *_standard_library(build.toolchain)))
        return Reading(tuple(_component(one, file.path, is_main=one in main) for one in modules))


def _component(module: Module, path: str, *, is_main: bool) -> Component:
    namespace, name, subpath = split_path(module.path)
    return Component(
        type="golang",
        name=name,
        version=module.version,
        namespace=namespace,
        subpath=subpath,
        purl=write_purl("golang", name, module.version, namespace=namespace, subpath=subpath),
        locations=(path,),
        is_version_known=is_release(module.version, is_main=is_main),
    )


def _main(build: GoBuild) -> tuple[Module, ...]:
    """The main module, with the best version that can be told; by its package where it has no name."""
    main = build.main
    if main is None:
        developed = [one for one in build.modules if one.version == DEVELOPED]
        if len(developed) == 1:
            main = developed[0]
        elif build.package.startswith(_COMMANDS):
            main = Module(_COMMAND_MODULE, _release(build.toolchain) or DEVELOPED)
        elif build.package:
            main = Module(build.package, DEVELOPED)
        else:
            return ()
    if main.version != DEVELOPED:
        return (main,)
    return (Module(main.path, _assigned(build, main.path) or _pseudo_version(build) or DEVELOPED),)


def _assigned(build: GoBuild, main: str) -> str:
    """The version that the linker was told to put into a variable: of the program's own code, else of any.

    Programs keep their version in packages of others too, such as ``github.com/prometheus/common/version``.
    """
    repository = "/".join(main.split("/")[: OWNER_PARTS + 1])
    found = []
    for variable, value in _ASSIGNMENT.findall(build.settings.get("-ldflags", "")[:_MAX_FLAGS]):
        package, _, name = variable.rpartition(".")
        version = _VERSION.match(value.rpartition("/")[2])
        rank = next((rank for rank, one in enumerate(_VERSION_NAMES) if one.fullmatch(name)), None)
        if version and rank is not None:
            is_ours = package == "main" or f"{package}/".startswith(f"{repository}/")
            found.append((not is_ours, rank, "v" + version[0].removeprefix("v").rstrip("-+.")))
    return min(found, key=lambda one: one[:2])[2] if found else ""


def _pseudo_version(build: GoBuild) -> str:
    """The version by the time and the name of the commit, as Go makes it; empty where these are unknown."""
    revision, moment = build.settings.get("vcs.revision", ""), build.settings.get("vcs.time", "")
    if not revision or not moment:
        return ""
    try:
        at = datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return f"v0.0.0-{at:%Y%m%d%H%M%S}-{revision[:_REVISION]}"


def _standard_library(toolchain: str) -> tuple[Module, ...]:
    version = _release(toolchain)
    return (Module("stdlib", version),) if version else ()


def _release(toolchain: str) -> str:
    """The release of Go that a toolchain is, without its prefix; empty where it is none."""
    found = _TOOLCHAIN.match(toolchain)
    return found[1] if found else ""
