"""An authority that nobody trusts yet, and a certificate of it, made by openssl."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HOST = "registry.example"
_NEW = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for ``HOST`` and this machine, which is its own authority, and its key."""
    certificate, key = folder / "ca.pem", folder / "key.pem"
    names = f"subjectAltName=DNS:{HOST},DNS:localhost,IP:127.0.0.1"
    written = ("-keyout", str(key), "-out", str(certificate))
    command = [*_NEW, *written, "-days", "2", "-subj", "/CN=test", "-addext", names]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return certificate, key
