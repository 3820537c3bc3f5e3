"""The matcher: judges components by an index, each distinct package and version once (scanning.md SP4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from navwarn.core.finding import SilenceReason
from navwarn.core.inventory import DISTRO_TYPES, Ownership
from navwarn.matching.judgement import Doubt, Judgement
from navwarn.matching.naming import LANGUAGES, full_name, has_whole_name, plain_version
from navwarn.matching.scope import ANY_ARCHITECTURE
from navwarn.matching.subtraction import OWNER_RULES, subtract
from navwarn.versions.interface import InvalidVersionError
from navwarn.versions.registry import scheme

if TYPE_CHECKING:
    from navwarn.core.inventory import Component, Owner
    from navwarn.matching.index import Index
    from navwarn.matching.naming import Language
    from navwarn.matching.scope import Scope
    from navwarn.versions.interface import Scheme


class Subject(NamedTuple):
    """All of a component that its judgement depends on; where it lies is not among it.

    ``owner`` is the package that owns it, ``None`` where none does or nobody knows.
    """

    type: str
    name: str
    version: str
    origin: str
    origin_version: str
    architecture: str = ""
    is_origin_known: bool = True
    owner: Owner | None = None
    is_version_known: bool = True
    is_name_whole: bool = True


def subject_of(component: Component) -> Subject:
    """What is judged of a component."""
    if component.is_distro:
        return Subject(
            component.type,
            component.name,
            component.version,
            component.origin or component.name,
            component.origin_version or component.version,
            component.architecture,
            component.is_origin_known,
        )
    owner = component.owner if component.ownership is Ownership.OWNED else None
    return Subject(
        component.type,
        full_name(component),
        component.version,
        "",
        "",
        owner=owner,
        is_version_known=component.is_version_known,
        is_name_whole=has_whole_name(component),
    )


class Matcher:
    """Judges the components of images of one scope. It remembers every answer."""

    def __init__(self, index: Index, scope: Scope) -> None:
        self._index = index
        self._scope = scope
        self._known: dict[Subject, Judgement] = {}
        self._placed: dict[Component, Judgement] = {}

    def place(self, component: Component) -> Judgement:
        """What is known of a component; the same objects for the same one where the index is lasting."""
        if not self._index.is_lasting:
            return self.judge(subject_of(component)).in_component(component)
        found = self._placed.get(component)
        if found is None:
            found = self.judge(subject_of(component)).in_component(component)
            self._placed[component] = found
            self._index.remembered += 1 + len(found.findings) + len(found.subtracted)
        return found

    def judge(self, subject: Subject) -> Judgement:
        """What is known of a package at a version."""
        found = self._known.get(subject)
        if found is None:
            is_distro = subject.type in DISTRO_TYPES
            found = self._distro(subject) if is_distro else self._language(subject)
            self._known[subject] = found
        return found

    def _distro(self, subject: Subject) -> Judgement:
        """A package of the distribution: by its statements, or by records about a distribution not ours."""
        reason = self._silence(subject.type)
        if reason is not None:
            return _silent(reason)
        order = self._order(subject)
        keys = _key(subject.origin_version, order), _key(subject.version, order)
        if keys[0] is None or keys[1] is None:
            return _silent(Doubt(SilenceReason.VERSION_UNREADABLE, subject.name))
        found = self._stated(subject, keys[0], keys[1])
        if subject.is_origin_known:
            return found
        doubt = Doubt(SilenceReason.ORIGIN_UNKNOWN, self._scope.subject)
        return replace(found, doubts=(*found.doubts, doubt))

    def _silence(self, kind: str) -> Doubt | None:
        """Why nobody here can judge packages of this type in the scope; ``None`` where somebody can."""
        scope, index = self._scope, self._index
        if scope.layers:
            purl = index.distributions[scope.layers[0]].purl
            if kind != purl.removeprefix("pkg:").partition("/")[0]:
                return Doubt(SilenceReason.DISTRIBUTION_NOT_COVERED, f"{kind} packages in {scope.subject}")
            if index.is_populated(scope.layers):
                return None
        elif scope.ecosystem and index.is_covered(scope.ecosystem):
            return None
        if not scope.subject:
            return Doubt(SilenceReason.DISTRIBUTION_UNKNOWN, kind)
        return Doubt(SilenceReason.DISTRIBUTION_NOT_COVERED, scope.subject)

    def _order(self, subject: Subject) -> Scheme:
        layers = self._scope.layers
        return scheme(self._index.distributions[layers[0]].version_scheme if layers else subject.type)

    def _stated(self, subject: Subject, key: bytes, own_key: bytes) -> Judgement:
        scope = self._scope
        if not scope.layers:
            return self._recorded_distro(subject, key)
        architecture = subject.architecture
        if architecture in ANY_ARCHITECTURE:
            architecture = scope.architecture
        shelf = self._index.shelf(scope.layers, subject.origin, subject.name, architecture)
        return Judgement() if shelf is None else shelf.judge(key, own_key)

    def _recorded_distro(self, subject: Subject, key: bytes) -> Judgement:
        """Records of distributions are about source packages, and fix them at their versions."""
        names = tuple(sorted({subject.origin, subject.name}))
        volume = self._index.volume(self._scope.ecosystem, names, subject.type, is_distro=True)
        return volume.judge(subject.origin_version, key)

    def _language(self, subject: Subject) -> Judgement:
        """A component of a language: by records, without what the owner's statements answer (SB4)."""
        language = LANGUAGES.get(subject.type)
        if language is None or not self._index.is_covered(language.ecosystem):
            name = language.ecosystem if language else subject.type
            return _silent(Doubt(SilenceReason.ECOSYSTEM_NOT_COVERED, name))
        version = plain_version(subject.type, subject.version)
        key = _key(version, scheme(language.scheme)) if subject.is_version_known else None
        if key is None:
            return _silent(Doubt(SilenceReason.VERSION_UNREADABLE, subject.name))
        names = self._names(subject, language)
        found = self._index.volume(language.ecosystem, names, language.scheme, is_distro=False).judge(
            version, key
        )
        if len(names) > 1 and found.findings:  # nobody can tell which of them it is
            return _silent(Doubt(SilenceReason.NAME_INCOMPLETE, language.ecosystem))
        if subject.owner is None or not found.findings or not self._scope.layers:
            return found
        return subtract(found, self.judge_owner(subject.owner), OWNER_RULES)

    def _names(self, subject: Subject, language: Language) -> tuple[str, ...]:
        """What records may call a component: its name, or what fits it where half of that is guessed."""
        if subject.is_name_whole:
            return (subject.name,)
        return self._index.candidates(language.ecosystem, subject.name)

    def judge_owner(self, owner: Owner) -> Judgement:
        """What is known of the distro package that owns a component."""
        origin = owner.origin or owner.name
        return self.judge(Subject(owner.type, owner.name, owner.version, origin, owner.version))


def _silent(doubt: Doubt) -> Judgement:
    return Judgement(doubts=(doubt,))


def _key(version: str, order: Scheme) -> bytes | None:
    """The place of an installed version; ``None`` where it has none, as ``(devel)`` and ``unknown`` (SG7)."""
    if not any(character.isdigit() for character in version):
        return None
    try:
        return order.sort_key(version)
    except InvalidVersionError:
        return None
