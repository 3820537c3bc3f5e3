"""The API about images: tracked ones, two of them compared, an SBOM that is sent (platform-api.md section 4).

Nothing here asks a registry: images are named by what ``navwarn image add`` has read (RS7, peers.md A4, A6).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from navwarn import __version__
from navwarn.core.instant import Instant, parse_moment
from navwarn.core.status import Status
from navwarn.diffing.compat import APK, Scanner, compat
from navwarn.pages.view.advisory_list import Filters
from navwarn.web import image_model, model
from navwarn.web.answer import JSON, Answer
from navwarn.web.asked import MOMENT_NAMES
from navwarn.web.encoding import encode
from navwarn.web.image_example import EXAMPLES
from navwarn.web.parameter import path_parameter
from navwarn.web.route import Description, Route
from navwarn.workflows.browse.advisory_list import LARGEST_PAGE, PAGE_SIZE, ListQuestion
from navwarn.workflows.browse.image_sight import counted, find_image, judge_images
from navwarn.workflows.browse.tracked import (
    DiffQuestion,
    image_advisories,
    image_changelog,
    image_diff,
    image_history,
    image_list,
    repository_diff,
)
from navwarn.workflows.browse.visit import NothingThereError, UnauthenticatedError, WrongParameterError
from navwarn.workflows.comparing import selected
from navwarn.workflows.gating import WORDS, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.finding import Evaluation, Finding
    from navwarn.web.asked import Asked
    from navwarn.web.route import Question
    from navwarn.workflows.browse.visit import Visit

DEPTH, LARGEST_DEPTH = 10, 50
"""How many moves of a tag a changelog tells of."""

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_DB_SCHEMA = "1"


def images(question: Question) -> Answer:
    """A page of the tracked images."""
    asked = question.asked
    found = image_list(
        question.visit,
        repository=asked.text("repository"),
        page_size=_page_size(asked),
        token=asked.text("page_token"),
    )
    return _json(image_model.images(found))


def image(question: Question) -> Answer:
    """One image with what is found in it."""
    visit = question.visit
    found = judge_images(visit, [find_image(visit, question.path["digest"], question.asked.text("platform"))])
    (image,) = counted(visit, found)
    return _json(image_model.one_image(image, found[0], visit.asked))


def history(question: Question) -> Answer:
    """Which images a tag named."""
    found = image_history(question.visit, question.path["ref"], question.asked.text("platform"))
    return _json(image_model.image_history(found))


def changelog(question: Question) -> Answer:
    """What changed from image to image of a tag."""
    depth = question.asked.number("depth", DEPTH, 1, LARGEST_DEPTH) or DEPTH
    platform = question.asked.text("platform")
    found = image_changelog(question.visit, question.path["ref"], platform, depth=depth)
    return _json(image_model.image_changelog(found, question.visit.asked))


def advisories(question: Question) -> Answer:
    """The advisories about the packages of an image."""
    asked = question.asked
    wanted = ListQuestion(
        filters=Filters(statuses=asked.words(Status, "status"), packages=asked.texts("package")),
        page_size=_page_size(asked),
        page_token=asked.text("page_token"),
    )
    found = image_advisories(question.visit, question.path["ref"], asked.text("platform"), wanted)
    return _json(model.advisories(found, question.visit.asked))


def diff(question: Question) -> Answer:
    """What differs between two images, and why."""
    asked = question.asked
    platform = asked.text("platform")
    wanted = DiffQuestion(
        _required(asked, "from"),
        _required(asked, "to"),
        "" if platform == "all" else platform,
        selected(asked.texts("types")),
        asked.moment("from_at", parse_moment),
        asked.moment("to_at", parse_moment),
    )
    words = fail_on(asked)
    found = image_diff(question.visit, wanted)
    diffs = [group.diff for group in found.groups]
    new = [one.finding for each in diffs for one in each.findings.new]
    evaluations = [side.evaluation for each in diffs for side in (each.previous, each.current)]
    return _json(image_model.images_diff(found, question.visit.asked, gated(new, evaluations, words)))


def registry_diff(question: Question) -> Answer:
    """What differs between two images of a repository, as the withdrawn API told it (H1 to H3)."""
    asked, visit = question.asked, question.visit
    before, after = (_digest(asked, name) for name in ("from_digest", "to_digest"))
    try:
        found = repository_diff(visit, question.path["repo_id"], (before, after), APK)
    except NothingThereError:
        # Whatever else may be there is told of to nobody who does not say who they are (RS6).
        if visit.sight.hidden and all(one.is_public for one in visit.distributions.values()):
            raise UnauthenticatedError("there is nothing here for readers without a token") from None
        raise
    return _json(compat(found, Scanner("navwarn", __version__, _learned_at(visit), _DB_SCHEMA)))


def fail_on(asked: Asked) -> tuple[str, ...]:
    """What a gate is to close for."""
    words = asked.texts("fail_on")
    for word in words:
        if word not in WORDS:
            raise WrongParameterError(f"fail_on: {word[:40]!r} is none of {', '.join(WORDS)}")
    return words


def gated(
    findings: Sequence[Finding], evaluations: Sequence[Evaluation], words: Sequence[str]
) -> dict[str, Any] | None:
    """What a gate says, where one was asked for."""
    return image_model.gate_value(verdict(findings, evaluations, words), words) if words else None


def _json(content: Any) -> Answer:
    return Answer(encode(content), JSON)


def _page_size(asked: Asked) -> int:
    return asked.number("page_size", PAGE_SIZE, 1, LARGEST_PAGE) or PAGE_SIZE


def _required(asked: Asked, name: str) -> str:
    text = asked.text(name)
    if not text:
        raise WrongParameterError(f"{name}: name a tracked image, by its digest or a tag")
    return text


def _digest(asked: Asked, name: str) -> str:
    text = asked.text(name)
    if not _DIGEST.fullmatch(text):
        raise WrongParameterError(f"{name}: {text[:80]!r} is no digest such as sha256: and 64 hex digits")
    return text


def _learned_at(visit: Visit) -> Instant:
    """When we last learned something: an entry was recorded, or records were imported."""
    recorded = visit.ledger.head().recorded_at
    imported = [one.imported_at for one in visit.ledger.sources()]
    return max([*imported, *([] if recorded is None else [recorded])], default=Instant(0))


_TAG = "images"
_DIGEST_PART = path_parameter(
    "digest",
    "The digest of a tracked image or its beginning, or a name of it.",
    f"sha256:{'ab' * 32}",
)
_REFERENCE = path_parameter("ref", "A tag, as REPOSITORY:TAG, or a digest.", "registry.example/app:1")
_REPOSITORY = path_parameter("repo_id", "The repository of both images.", "registry.example/app")

ROUTES = (
    Route(
        "/api/v1/images",
        images,
        ("repository", "page_size", "page_token"),
        description=Description("List tracked images", image_model.Images, EXAMPLES["images"], tag=_TAG),
    ),
    Route(
        "/api/v1/images/{ref:path}/history",
        history,
        ("platform",),
        description=Description(
            "Which images a tag named", image_model.ImageHistory, EXAMPLES["history"], (_REFERENCE,), _TAG
        ),
    ),
    Route(
        "/api/v1/images/{ref:path}/changelog",
        changelog,
        ("platform", "depth", *MOMENT_NAMES),
        description=Description(
            "What changed from image to image of a tag",
            image_model.ImageChangelog,
            EXAMPLES["changelog"],
            (_REFERENCE,),
            _TAG,
        ),
    ),
    Route(
        "/api/v1/images/{ref:path}/advisories",
        advisories,
        ("platform", "status", "package", "page_size", "page_token", *MOMENT_NAMES),
        description=Description(
            "List the advisories about the packages of an image",
            model.Advisories,
            EXAMPLES["advisories"],
            (_REFERENCE,),
            _TAG,
        ),
    ),
    Route(
        "/api/v1/images/{digest:path}",
        image,
        ("platform", *MOMENT_NAMES),
        description=Description(
            "One tracked image and what is found in it",
            image_model.OneImage,
            EXAMPLES["image"],
            (_DIGEST_PART,),
            _TAG,
        ),
    ),
    Route(
        "/api/v1/diff",
        diff,
        ("from", "to", "platform", "types", "fail_on", "from_at", "to_at", *MOMENT_NAMES),
        description=Description(
            "Compare two tracked images", image_model.ImagesDiff, EXAMPLES["diff"], tag=_TAG
        ),
    ),
    Route(
        "/registry/v1/repos/{repo_id:path}/diff",
        registry_diff,
        ("from_digest", "to_digest"),
        is_platform=True,
        description=Description(
            "Compare two tracked images of a repository, as the withdrawn API did",
            image_model.RegistryDiff,
            EXAMPLES["registry-diff"],
            (_REPOSITORY,),
            "compatibility",
        ),
    ),
)
