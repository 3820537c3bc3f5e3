"""Images in registries, by the distribution specification, version 2."""

from __future__ import annotations

import hashlib
import io
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from navwarn.core.inventory import ImageSource, SourceKind
from navwarn.images.authorization import Authorization
from navwarn.images.credentials import credentials_for
from navwarn.images.digest import hasher, is_digest, require_digest, require_grammar
from navwarn.images.document import Descriptor
from navwarn.images.interface import MissingImageError, RegistryError
from navwarn.images.reference import DEFAULT_REGISTRY, DEFAULT_TAG
from navwarn.images.settings import HostAccess
from navwarn.images.source import read_all
from navwarn.net.address import is_loopback_name
from navwarn.net.client import Client
from navwarn.net.proxy import proxy_of
from navwarn.net.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from navwarn.images.limit import Limits
    from navwarn.images.reference import RegistryReference
    from navwarn.images.referrer import Attached
    from navwarn.images.settings import RegistryAccess
    from navwarn.images.source import Source
    from navwarn.net.client import Response

_ACCEPTED = (
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.docker.distribution.manifest.v2+json, "
    "application/vnd.oci.artifact.manifest.v1+json"
)
_DOCKER_HUB = "registry-1.docker.io"
_BAD_REQUEST = 400
_OK, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _TOO_MANY = 200, 401, 403, 404, 429
_BUSY = frozenset({_TOO_MANY, 503})
_DIGITS = 6
"""Of more digits are moments that some registries tell in place of seconds."""


class RegistryStore:
    """The blobs of one repository; ``limits`` bound what is kept in memory."""

    def __init__(
        self, client: Client, authorization: Authorization, reference: RegistryReference, base: str
    ) -> None:
        self._client = client
        self._authorization = authorization
        self._reference = reference
        self._base = base
        self._manifests: dict[str, bytes] = {}
        self.place = reference.name

    def root(self, limits: Limits) -> Descriptor:
        """What the reference names: an index or a manifest."""
        try:
            return self.named(self._reference.digest or self._reference.tag, limits)
        except MissingImageError:
            raise _missing(self._reference) from None

    def named(self, wanted: str, limits: Limits) -> Descriptor:
        """What a tag or a digest names; its bytes have the digest that is asked for.

        A digest that the registry says it has must be the one that it has; what it is, it says itself.
        """
        place = f"{self.place} {wanted}"
        with self.ask(f"manifests/{wanted}", accept=_ACCEPTED) as response:
            data = read_all(response, limits.document, place)
            said = wanted if is_digest(wanted) else response.headers.get("docker-content-digest", "")
        digest = said if said.startswith("sha512:") else f"sha256:{hashlib.sha256(data).hexdigest()}"
        if said:
            found = hasher(require_grammar(said, self.place))
            found.update(data)
            require_digest(found, said, place)
        self._manifests[digest] = data
        return Descriptor(digest=digest, size=len(data))

    @contextmanager
    def manifest(self, digest: str) -> Iterator[Source]:
        """The bytes of a manifest or an index."""
        known = self._manifests.get(digest)
        if known is not None:
            yield io.BytesIO(known)
            return
        path = f"manifests/{require_grammar(digest, self.place)}"
        with self.ask(path, accept=_ACCEPTED) as response:
            yield response

    @contextmanager
    def blob(self, digest: str) -> Iterator[Source]:
        """The bytes of a blob, as they come."""
        path = f"blobs/{require_grammar(digest, self.place)}"
        with self.ask(path, is_stream=True) as response:
            yield response

    def referrers(self, digest: str, limits: Limits) -> tuple[Attached, ...]:
        """What is attached to an image or an index."""
        from navwarn.images.referrer import referrers

        return referrers(self, digest, limits)

    @contextmanager
    def ask(self, path: str, *, accept: str = "", is_stream: bool = False) -> Iterator[Response]:
        """The good answer to a question about the repository; one of the room's errors for any other one."""
        with self.ask_whether(path, frozenset(), accept=accept, is_stream=is_stream) as response:
            yield cast("Response", response)

    @contextmanager
    def ask_whether(
        self, path: str, absent: Collection[int], *, accept: str = "", is_stream: bool = False
    ) -> Iterator[Response | None]:
        """The same, but nothing where the answer is one of the statuses that mean that there is nothing."""
        url = f"{self._base}/v2/{self._reference.repository}/{path}"
        headers = {"accept": accept} if accept else {}
        secret = self._authorization.value
        for is_last in (False, True):
            with self._client.open(url, headers=headers, secret=secret, is_stream=is_stream) as response:
                if response.status == _OK or response.status in absent:
                    yield response if response.status == _OK else None
                    return
                if response.status != _UNAUTHORIZED or is_last or self._is_elsewhere(response):
                    raise self._failure(response, path)
                header = response.headers.get("www-authenticate", "")
            secret = self._authorization.renew(secret, header, parse_url(url))

    def _is_elsewhere(self, response: Response) -> bool:
        """Whether another host than the registry answered, which is shown no credentials."""
        return response.url[:3] != parse_url(self._base)[:3]

    def _failure(self, response: Response, path: str) -> RegistryError | MissingImageError:
        kind, _, what = path.partition("/")
        name = f"{kind[:-1]} {what} of {self._reference.name}"
        if response.status == _NOT_FOUND:
            return MissingImageError(f"the registry has no {name}")
        who = self._reference.host
        if self._is_elsewhere(response):
            who = f"{response.url.authority}, to which {who} redirects,"
        elif response.status in {_UNAUTHORIZED, _FORBIDDEN}:
            return self._authorization.refusal()
        return RegistryError(
            f"{who} answered with status {response.status} for {name}",
            hint=_hint(response),
        )


def _missing(reference: RegistryReference) -> MissingImageError:
    """The error for a reference that names nothing, with what was asked for unless it was written so."""
    hints = []
    if reference.host == DEFAULT_REGISTRY:
        hints.append(f"Where no registry is named, {DEFAULT_REGISTRY} is asked.")
    if reference.tag == DEFAULT_TAG and not reference.digest:
        hints.append(f"Where no tag is named, it is {DEFAULT_TAG}.")
    hints.append("Some registries say so too of what they do not show to everybody.")
    return MissingImageError(f"the registry has no image {reference}", hint=" ".join(hints))


def _hint(response: Response) -> str:
    """What to do about an answer that is none."""
    if response.status == _BAD_REQUEST and response.url.scheme == "http":
        return "It is asked without TLS; this machine with it where the configuration has a ca-file for it."
    return _hint_of_wait(response) if response.status in _BUSY else ""


def _hint_of_wait(response: Response) -> str:
    seconds = response.headers.get("retry-after", "")
    is_told = seconds.isdecimal() and len(seconds) < _DIGITS
    when = f"in {int(seconds)} seconds" if is_told else "later"
    more = "; those who are logged in may ask more often" if response.status == _TOO_MANY else ""
    return f"It may be asked again {when}{more}."


@contextmanager
def open_registry(
    reference: RegistryReference, text: str, access: RegistryAccess, limits: Limits
) -> Iterator[tuple[RegistryStore, Descriptor, ImageSource]]:
    """The repository, what the reference names in it, and what an inventory says of where it is from."""
    host = _DOCKER_HUB if reference.host == DEFAULT_REGISTRY else reference.host
    is_near = is_loopback_name(parse_url(f"https://{host}").host)
    own = access.hosts.get(reference.host, HostAccess())
    is_plain = host in access.policy.plain or (is_near and not own.ca_file)
    scheme = "http" if is_plain else "https"
    ca_file = access.policy.ca_file or own.ca_file
    policy = replace(access.policy, ca_file=ca_file, proxy=access.policy.proxy or proxy_of(os.environ))
    if is_near:  # whoever names this machine means it
        policy = replace(policy, private=policy.private | {parse_url(f"{scheme}://{host}").authority})
    credentials = credentials_for(reference.name, os.environ) if access.has_credentials else None
    with Client(policy) as client:
        authorization = Authorization(client, reference, credentials, access.realms | own.realms)
        store = RegistryStore(client, authorization, reference, f"{scheme}://{host}")
        source = ImageSource(SourceKind.REGISTRY, text, repository=reference.name, tag=reference.tag)
        yield store, store.root(limits), source
