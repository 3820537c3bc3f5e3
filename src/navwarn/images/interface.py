"""What the room's parts agree on: errors, files of an image, cataloguers, readers of SBOMs.

A new cataloguer or SBOM format is one module and one line in ``roster`` or
``sboms.roster``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from navwarn.core.inventory import Component, Distro, Inventory, Remark
from navwarn.errors import ExternalError, InputError

if TYPE_CHECKING:
    from navwarn.images.limit import Limits


class ImageError(InputError):
    """An image that cannot be read as what it is said to be; the message names it."""

    code = "NW-IMAGE"


class ImageReferenceError(ImageError):
    """A text that names no image."""

    code = "NW-IMAGE-REFERENCE"


class MissingImageError(ImageError):
    """No such file, or no such image in the registry or layout."""

    code = "NW-IMAGE-MISSING"


class DamagedImageError(ImageError):
    """An image, archive or SBOM whose bytes contradict their format."""

    code = "NW-IMAGE-DAMAGED"


class DigestError(ImageError):
    """Bytes that have not the digest or the size they are said to have (peers.md A5)."""

    code = "NW-IMAGE-DIGEST"


class NoSbomError(ImageError):
    """An image to which no SBOM is attached that could be read in place of its layers."""

    code = "NW-IMAGE-SBOM"


class PlatformError(ImageError):
    """An index without an image for the platform that was asked for."""

    code = "NW-IMAGE-PLATFORM"


class LimitError(ImageError):
    """An image with more of something than is read (peers.md A3)."""

    code = "NW-IMAGE-LIMIT"


class RegistryError(ExternalError):
    """A registry that did not answer, or not as the distribution specification says."""

    code = "NW-IMAGE-REGISTRY"


class RegistryAccessError(RegistryError):
    """A registry that wants credentials, or others than it was given."""

    code = "NW-IMAGE-ACCESS"


class MemberFile(Struct, frozen=True):
    """A regular file of an image, as containers of it see it.

    ``path`` is absolute and normalised (no ``.``, no ``..``, no double slash). ``mode`` is that of the
    permissions (``0o755``). ``layer`` is the digest of the layer it lies in, empty for a directory.
    """

    path: str
    size: int
    mode: int
    content: bytes
    layer: str = ""


class OwnedFiles(Struct, frozen=True):
    """The absolute paths that a distro package owns, as its database names them.

    ``architecture`` is empty where the database does not say it; the package is found by type and name then.
    Several of the same package are added up.
    """

    type: str
    name: str
    architecture: str
    paths: frozenset[str]


class Reading(Struct, frozen=True):
    """What one file says.

    Cataloguers leave to the room what takes the whole image: the ``ownership``, ``owner`` and ``layer`` of
    components, and of distro packages also ``namespace`` and ``purl``, for which the distribution has to be
    known. ``locations`` begin with ``MemberFile.path``; ``companions`` are files that are evidence of all
    the components too, where the image has them. ``distro`` is what os-release says.
    """

    components: tuple[Component, ...] = ()
    owned: tuple[OwnedFiles, ...] = ()
    remarks: tuple[Remark, ...] = ()
    distro: Distro | None = None
    companions: tuple[str, ...] = ()


class Cataloguer(Protocol):
    """Reads one kind of evidence of what is installed.

    ``name`` is the outside thing's, a slug. ``places`` are absolute paths of files or directories that have
    to be found even where a directory on the way to them is a symbolic link (``/lib/apk/db/installed``);
    most cataloguers have none, and look at names only. ``endings`` are what the paths of all files that it
    wants end with, in small letters (``.gemspec``): most files of an image need not be asked about then.
    """

    @property
    def name(self) -> str:
        """A slug such as ``apk`` or ``go-binary``."""

    @property
    def places(self) -> tuple[str, ...]:
        """Paths that are found through symbolic links; often none."""

    @property
    def endings(self) -> tuple[str, ...]:
        """Ends of paths, whatever their letters' case; none where other things decide."""

    def wants(self, path: str, size: int, mode: int) -> bool:
        """Whether the file may hold such evidence. Asked for very many files: a few comparisons."""

    def read(self, file: MemberFile) -> Reading:
        """What the file says; nothing where it is something else after all.

        Never raises for what a file holds: what is damaged becomes a remark with the code
        ``damaged-<name>``. The content is hostile: bound what is made of it in memory and time.
        """


class SbomReader(Protocol):
    """Reads one SBOM format."""

    @property
    def name(self) -> str:
        """The format's slug, as in ``SourceKind``."""

    def recognises(self, head: bytes) -> bool:
        """Whether a document that begins so, or has these names at its top, may be of this format."""

    def read(self, data: bytes, reference: str, limits: Limits) -> Inventory:
        """The inventory in the document.

        Raises ``DamagedImageError`` where it is none, ``LimitError`` where it has more than is read.
        ``reference`` is what errors call it, and what ``ImageSource.reference`` says.
        """
