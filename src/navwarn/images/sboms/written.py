"""What the SBOMs that we write have in common: names in them, licences, an id of their content."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from typing import TYPE_CHECKING, Any

from navwarn.images.sboms.part import GROUP, VERSION

if TYPE_CHECKING:
    from navwarn.core.inventory import Component

_UNFIT = re.compile(r"[^A-Za-z0-9.-]+")
_EXPRESSION = re.compile(r"\(*[A-Za-z0-9.+-]+\)*(?: (?:AND|OR|WITH) \(*[A-Za-z0-9.+-]+\)*)*")
_MAX_SLUG = 80


def guesses(component: Component) -> list[str]:
    """What of the component is guessed."""
    facts = {GROUP: component.is_namespace_known, VERSION: component.is_version_known}
    return [name for name, is_known in facts.items() if not is_known]


def slug(text: str) -> str:
    """A text as a part of an id: letters, digits, points and hyphens, 80 at most."""
    return _UNFIT.sub("-", text)[:_MAX_SLUG]


def expression(licenses: tuple[str, ...]) -> str:
    """The one SPDX expression that the licences are, by its form; empty where they are anything else."""
    is_one = len(licenses) == 1 and _EXPRESSION.fullmatch(licenses[0])
    return licenses[0] if is_one and licenses[0].count("(") == licenses[0].count(")") else ""


def content_id(document: dict[str, Any]) -> str:
    """A UUID of the document's content: the same content has the same."""
    data = json.dumps(document, sort_keys=True, ensure_ascii=True).encode()
    return str(uuid.UUID(bytes=hashlib.sha256(data).digest()[:16], version=5))
