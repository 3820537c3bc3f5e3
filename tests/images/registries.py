"""How tests log in to registries, and what hostile ones do."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from navwarn.images.settings import RegistryAccess
from navwarn.net.interface import Policy
from tests.images.samples import APK, OS_RELEASE, File

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from tests.images.loopback import Answer, Request

FILES = (File("etc/os-release", OS_RELEASE), File("lib/apk/db/installed", APK))
PASSWORD = "p4ss-never-shown"
BASIC = "Basic " + base64.b64encode(f"me:{PASSWORD}".encode()).decode()
QUICK = Policy(connect=2, silence=0.5, answer=2, stream=2, attempts=2)


def log_in(docker: Path, host: str, **entry: str) -> None:
    auth = entry or {"auth": base64.b64encode(f"me:{PASSWORD}".encode()).decode()}
    (docker / "config.json").write_text(json.dumps({"auths": {host: auth}}))


def access(policy: Policy = QUICK, **more: Any) -> RegistryAccess:
    return RegistryAccess(policy, **more)


def redirecting(to: str, what: str = "/blobs/", status: int = 307) -> Any:
    def attack(request: Request, _: BaseHTTPRequestHandler) -> Answer | None:
        return (status, {"Location": to + request.path}, b"") if what in request.path else None

    return attack
