"""Tracked images of Acme Linux: an old and a new Go toolchain, what is found in them, and what changed."""

from __future__ import annotations

from navwarn.core.finding import (
    Finding,
    MatchKind,
    SilenceReason,
    Statement,
    Subtracted,
    SubtractionRule,
)
from navwarn.core.inventory import Component, Distro, ImageConfig, Layer, Owner, Ownership
from navwarn.core.severity import Severity
from navwarn.core.status import Exposure, Status
from navwarn.pages.view.diff import (
    AlteredFinding,
    Compared,
    ComparedFinding,
    ComparedImage,
    ComparedVulnerability,
    Diff,
    Explanation,
    Move,
    MovedPackage,
    Setting,
)
from navwarn.pages.view.image import Image, TagStep
from navwarn.pages.view.images import ImageList, ImageName, ImageRow, NotEvaluated, SeverityCount
from navwarn.pages.view.vulnerability import OpenImage
from tests.pages.sample_site import NGHTTP2, RAPID_RESET, advisory_id, at

REPOSITORY = "registry.acme.example/go"
OLD, NEW = f"sha256:04ab69{'5' * 54}959d", f"sha256:9d1c44{'7' * 54}0be2"
OTHER = f"sha256:77{'a' * 62}"
_OLD_COUNTS = (SeverityCount(Severity.CRITICAL, 1), SeverityCount(Severity.HIGH, 4))
_NEW_COUNTS = (SeverityCount(Severity.HIGH, 1),)

JAVA = NotEvaluated(
    SilenceReason.ECOSYSTEM_NOT_COVERED,
    "3 packages not evaluated: no records about Maven were imported",
    3,
    ("org.example:one 1.0", "org.example:two 2.0"),
)
UNREAD = NotEvaluated(SilenceReason.NOT_READ, "/var/lib/rpm/rpmdb.sqlite could not be read: it is encrypted")


def package(name: str, version: str, origin: str = "") -> Component:
    return Component(
        "apk",
        name,
        version,
        "acme",
        architecture="x86_64",
        origin=origin or name,
        origin_version=version,
        locations=("/usr/lib/apk/db/installed",),
    )


def _statement(name: str, status: Status, version: str = "", note: str = "", reason: str = "") -> Statement:
    number = sum(map(ord, name))
    advisory = str(NGHTTP2 if name == "nghttp2" else advisory_id(number))
    return Statement(advisory, "acme", name, (), status, at("2023-10-11 17:18"), version, note, reason)


NGHTTP2_OLD = package("libnghttp2-14", "1.56.0-r0", "nghttp2")
_GLIBC = [
    package(name, "2.38-r4", "glibc") for name in ("glibc", "glibc-locale-posix", "ld-linux", "libcrypt1")
]
_MODULE = Component(
    "golang",
    "net",
    "v0.15.0",
    "golang.org/x",
    locations=("/usr/bin/tool", "/usr/bin/other", "/usr/libexec/third"),
    ownership=Ownership.OWNED,
    owner=Owner("apk", "tool", "1.0-r0", "tool"),
)
RAPID = Finding(
    RAPID_RESET,
    ("GHSA-qppj-fm5r-hxr3",),
    NGHTTP2_OLD,
    MatchKind.ORIGIN,
    Exposure.VULNERABLE,
    Severity.HIGH,
    ("1.57.0-r0",),
    statement=_statement("nghttp2", Status.FIXED, "1.57.0-r0"),
    exploited_at=at("2023-10-10"),
)
CURL = Finding(
    "CVE-2023-38545",
    (),
    package("libcurl4", "8.3.0-r0", "curl"),
    MatchKind.ORIGIN,
    Exposure.VULNERABLE,
    Severity.CRITICAL,
    ("8.4.0-r0",),
    statement=_statement("curl", Status.FIXED, "8.4.0-r0", "Only SOCKS5 proxies with long names."),
)
LOONEY = [
    Finding(
        "CVE-2023-4911",
        (),
        each,
        MatchKind.ORIGIN,
        Exposure.VULNERABLE,
        Severity.HIGH,
        ("2.38-r5",),
        statement=_statement("glibc", Status.FIXED, "2.38-r5"),
    )
    for each in _GLIBC
]
MODULE = Finding(
    "CVE-2023-39325",
    ("GO-2023-2102",),
    _MODULE,
    MatchKind.RECORD,
    Exposure.VULNERABLE,
    Severity.HIGH,
    ("v0.17.0", "v0.16.1"),
    sources=("go", "ghsa"),
)
PYTHON = Finding(
    "CVE-2023-24329",
    (),
    package("python-3.11", "3.11.3-r0"),
    MatchKind.DIRECT,
    Exposure.UNKNOWN,
    Severity.UNKNOWN,
    statement=_statement("python-3.11", Status.UNDER_INVESTIGATION),
)
EXPAT = Finding(
    "CVE-2023-52425",
    (),
    package("libexpat1", "2.5.0-r4", "expat"),
    MatchKind.ORIGIN,
    Exposure.UNKNOWN,
    Severity.HIGH,
    statement=_statement("expat", Status.UNDER_INVESTIGATION),
)
_ZLIB = package("zlib", "1.3-r0")
_SETTLED = (
    Subtracted(
        Finding("CVE-2023-45853", (), _ZLIB, MatchKind.DIRECT, Exposure.NOT_VULNERABLE, Severity.CRITICAL),
        SubtractionRule.NOT_AFFECTED,
        _statement("zlib", Status.NOT_AFFECTED, reason="vulnerable-code-not-included-in-package"),
    ),
    Subtracted(
        Finding("CVE-2023-44487", (), _MODULE, MatchKind.RECORD, Exposure.NOT_VULNERABLE, Severity.HIGH),
        SubtractionRule.OWNER_FIXED,
        _statement("tool", Status.FIXED, "1.0-r0"),
    ),
)
NAMES = (
    ImageName(REPOSITORY, "1.21.2"),
    ImageName(REPOSITORY, "latest", is_current=False),
    ImageName("registry.acme.example/mirror/go"),
)
IMAGE = Image(
    digest=OLD,
    added=at("2023-10-06 08:00"),
    names=NAMES,
    platform="linux/amd64",
    distro=Distro("acme", "20230201", title="Acme Linux"),
    created=at("2023-10-05 21:12"),
    size=213_400_000,
    counts=_OLD_COUNTS,
    findings=(CURL, RAPID, *LOONEY, MODULE, PYTHON),
    more_findings=1,
    subtracted=_SETTLED,
    more_subtracted=1,
    silences=(JAVA, UNREAD),
    evaluated=58,
    not_evaluated=3,
    packages=(NGHTTP2_OLD, *_GLIBC, _MODULE),
    more_packages=55,
    distinct_packages=58,
    config=ImageConfig(
        user="65532",
        working_directory="/work",
        entrypoint=("/usr/bin/go",),
        command=("help",),
        environment=(("PATH", "/usr/bin:/bin"),),
        exposed_ports=("8080/tcp",),
        volumes=("/cache",),
        labels=(("org.opencontainers.image.title", "go"),),
    ),
    layers=(Layer("sha256:11", size=200_000_000), Layer("", "sha256:22", 13_400_000)),
    history=(
        TagStep(ImageName(REPOSITORY, "latest"), at("2023-12-06 08:00"), NEW, _NEW_COUNTS, OLD),
        TagStep(ImageName(REPOSITORY, "latest"), at("2023-10-06 08:00"), OLD, _OLD_COUNTS),
    ),
)
CLEAN_IMAGE = Image(
    digest=NEW,
    added=at("2023-12-06 08:00"),
    evaluated=60,
    not_evaluated=1,
    silences=(UNREAD,),
    config=ImageConfig(),
    distro=Distro("acme", "20230201"),
    size=5,
    packages=(_ZLIB,),
    distinct_packages=1,
    names=(ImageName("acme/static", is_current=False),),
)
UNJUDGED_IMAGE = Image(digest=OTHER, added=at("2023-12-06"), silences=(JAVA,), not_evaluated=3)
QUIET_IMAGE = Image(digest=OTHER, added=at("2023-12-06"), evaluated=3)

IMAGES = ImageList(
    rows=(
        ImageRow(
            NEW,
            at("2023-12-06 08:00"),
            (ImageName(REPOSITORY, "1.21.5"), ImageName(REPOSITORY, "latest")),
            "linux/amd64",
            60,
            60,
            0,
            212_900_000,
            _NEW_COUNTS,
            (11, 12, 5, 1),
        ),
        ImageRow(OLD, at("2023-10-06 08:00"), NAMES, "linux/amd64", 61, 58, 3, 213_400_000, _OLD_COUNTS),
        ImageRow(
            OTHER,
            at("2023-10-01"),
            tuple(
                ImageName("registry.acme.example/base", f"v{number}", is_current=False) for number in range(6)
            ),
            packages=88,
            not_evaluated=88,
        ),
        ImageRow(f"sha256:{'0' * 64}", at("2023-09-30"), packages=3, evaluated=3, trend=(1,)),
    ),
    older="bmV4dA",
)

_WHY_RAPID = Explanation(
    "upgraded-past-fix",
    "libnghttp2-14 went from 1.56.0-r0 to 1.57.0-r0, past the fix in 1.57.0-r0",
    str(NGHTTP2),
    at("2023-10-11 17:18"),
)
COMPARED = Compared(
    ComparedImage(
        OLD, f"{REPOSITORY}:1.21.2", "linux/amd64", 61, 213_400_000, _OLD_COUNTS, 58, 3, (JAVA, UNREAD)
    ),
    ComparedImage(NEW, f"{REPOSITORY}:1.21.5", "linux/amd64", 60, 212_900_000, _NEW_COUNTS, 60),
    gone=tuple(ComparedVulnerability(f"CVE-2023-{number}", Severity.HIGH) for number in range(5)),
    new=(ComparedVulnerability("CVE-2023-52425", Severity.HIGH, ("libexpat1",)),),
    findings_gone=(
        ComparedFinding(
            CURL,
            Explanation("left-range", "libcurl4 8.4.0-r0 is not among the affected versions"),
            "8.3.0-r0",
            "8.4.0-r0",
        ),
        ComparedFinding(RAPID, _WHY_RAPID, "1.56.0-r0", "1.57.0-r0"),
        *(
            ComparedFinding(
                each,
                Explanation(
                    "rebuilt-with-fix",
                    f"{each.component.name} was rebuilt from 2.38-r4 to 2.38-r5, past the fix in 2.38-r5",
                    str(advisory_id(1)),
                    at("2023-10-04"),
                ),
                "2.38-r4",
                "2.38-r5",
            )
            for each in LOONEY
        ),
        ComparedFinding(
            PYTHON,
            Explanation("package-removed", "python-3.11 is not in the image any more"),
            "3.11.3-r0",
            "",
        ),
        ComparedFinding(
            MODULE,
            Explanation(
                "ownership-changed",
                "another package owns the files, or none does",
                justification="component-not-present",
            ),
            "v0.15.0",
            "v0.15.0",
        ),
    ),
    findings_new=(
        ComparedFinding(EXPAT, Explanation("package-added", "libexpat1 came into the image"), "", "2.5.0-r4"),
    ),
    findings_changed=(
        AlteredFinding(
            EXPAT,
            CURL,
            ("severity", "exposure", "status", "fixed-in", "mood"),
            Explanation("version-changed", "it went"),
        ),
        AlteredFinding(
            MODULE,
            PYTHON,
            ("status",),
            Explanation("record-changed", "the upstream record says otherwise now"),
        ),
    ),
    findings_unchanged=1,
    packages_changed=23,
    packages_unchanged=38,
    packages=(
        MovedPackage(Move.UPGRADED, "apk", "nghttp2", "1.56.0-r0", "1.57.0-r0", ("libnghttp2-14",)),
        MovedPackage(Move.REBUILT, "apk", "glibc", "2.38-r4", "2.38-r5", ("glibc", "ld-linux", "libcrypt1")),
        MovedPackage(Move.REPLACED, "apk", "go-1.20 → go-1.21", "1.20.9-r0", "1.21.5-r0"),
        MovedPackage(Move.ADDED, "apk", "expat", "", "2.5.0-r4", ("libexpat1",)),
        MovedPackage(Move.REMOVED, "apk", "python-3.11", "3.11.3-r0", "", ("python-3.11",)),
    ),
    settings=(
        Setting("user", "", "0", "65532"),
        Setting("environment", "GOTOOLCHAIN", None, "local"),
        Setting("exposed-ports", "8080/tcp", "", None),
    ),
    layers_shared=1,
    layers_removed=(Layer("sha256:33", size=1_000),),
    layers_added=(Layer("", "sha256:44", 2_000),),
    warnings=("the two images are of different distributions",),
)
DIFF = Diff(
    f"{REPOSITORY}:1.21.2",
    f"{REPOSITORY}:1.21.5",
    "linux/amd64",
    ("linux/amd64", "linux/arm64"),
    (f"{REPOSITORY}:1.21.5", f"{REPOSITORY}:1.21.2"),
    COMPARED,
)
SAME_DIFF = Diff(
    OLD,
    "acme/static",
    choices=("acme/static",),
    found=Compared(
        ComparedImage(OLD, OLD, packages=61),
        ComparedImage(OTHER, "acme/static", packages=61, not_evaluated=3),
        packages_unchanged=61,
        layers_shared=3,
        layers_added=(Layer("sha256:55", size=1),),
    ),
)
OPEN_IMAGES = (
    OpenImage(
        OLD, f"{REPOSITORY}:1.21.2", "linux/amd64", ("libnghttp2-14 1.56.0-r0",), NEW, f"{REPOSITORY}:1.21.5"
    ),
    OpenImage(OTHER, OTHER, packages=tuple(f"nodejs-{number} 18.0-r0" for number in range(6))),
)
