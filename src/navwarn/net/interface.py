"""What the client is allowed to do, and how it fails."""

from __future__ import annotations

from msgspec import Struct

from navwarn.errors import ExternalError


class NetworkError(ExternalError):
    """A host that did not answer, or broke off."""

    code = "NW-NET"


class AddressError(NetworkError):
    """A host at an address that is not to be asked: of a private network, of this machine, of a cloud's."""

    code = "NW-NET-ADDRESS"


class UrlError(NetworkError):
    """A URL, often one that a server named, which is not to be asked for."""

    code = "NW-NET-URL"


class CertificateError(NetworkError):
    """A host whose certificate is not trusted, or a file of certificates that cannot be read."""

    code = "NW-NET-CERTIFICATE"


class ProxyError(NetworkError):
    """A proxy that does not let us to a host."""

    code = "NW-NET-PROXY"


class SlowError(NetworkError):
    """A host that takes longer than it may."""

    code = "NW-NET-SLOW"


class Proxy(Struct, frozen=True):
    """A proxy; ``secret`` is the value of ``Proxy-Authorization``, ``exempt`` are words of ``NO_PROXY``."""

    scheme: str
    host: str
    port: int
    secret: str = ""
    exempt: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Where it is, without the secret."""
        return f"<Proxy {self.scheme}://{self.host}:{self.port}>"


class Policy(Struct, frozen=True):
    """What may be asked, and for how long.

    ``private`` are the hosts that may have private addresses, ``plain`` those that may be asked without TLS,
    both as a URL writes them, with the port where it is not the scheme's (``registry.corp.example``,
    ``localhost:5000``). ``ca_file`` names certificates that are trusted besides the system's, ``proxy`` who
    is asked for tunnels to hosts with TLS. Seconds: ``connect`` and ``silence`` bound a single wait,
    ``answer`` a whole answer but for bodies that are streamed, ``stream`` such a body. ``attempts`` counts
    the first one.
    """

    private: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    ca_file: str = ""
    proxy: Proxy | None = None
    connect: float = 10.0
    silence: float = 30.0
    answer: float = 60.0
    stream: float = 600.0
    attempts: int = 3
    redirects: int = 3
