"""The description of the API (OpenAPI 3.1), and a page that shows it and loads nothing from elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from navwarn.pages.asset import asset_name
from navwarn.web.answer import HTML, JSON, PROBLEM, Answer
from navwarn.web.encoding import encode
from navwarn.web.model import ProblemDetails
from navwarn.web.route import Description, Question, Route

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI

_PLATFORM_ERROR = {
    "type": "object",
    "properties": {
        "code": {"type": "integer"},
        "message": {"type": "string"},
        "details": {"type": "array"},
    },
    "required": ["code", "message", "details"],
}
_FAILURES = {400: "The request is wrong.", 404: "There is nothing here.", 503: "Not available now."}


class ApiDescription:
    """The description of an application, made when it is first asked for."""

    def __init__(self, app: FastAPI, base: str) -> None:
        self._app = app
        self._base = base
        self.routes = (
            Route("/api/v1/openapi.json", self._told),
            Route("/api/v1/docs", self._shown, is_page=True),
        )

    def responses(self, told: Description, *, is_platform: bool) -> dict[int | str, dict[str, Any]]:
        """The answers of a route as FastAPI wants them described."""
        good: dict[str, Any] = {
            "model": told.model,
            "description": "What was asked for.",
            "content": {JSON: {"example": told.example}},
        }
        kind, schema = (JSON, "PlatformError") if is_platform else (PROBLEM, "ProblemDetails")
        told_of = _FAILURES | ({401: "Say who you are."} if is_platform else {}) | dict(told.failures)
        failures: dict[int | str, dict[str, Any]] = {
            status: {
                "description": text,
                "content": {kind: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
            }
            for status, text in sorted(told_of.items())
        }
        return {200: good, **failures}

    def content(self) -> dict[str, Any]:
        """The description; its schemas say of every field that it is there."""
        found = self._app.openapi()
        found["servers"] = [{"url": self._base or "/"}]
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault("ProblemDetails", _problem_schema())
        schemas.setdefault("PlatformError", _PLATFORM_ERROR)
        return found

    def _told(self, question: Question) -> Answer:
        del question
        return Answer(encode(self.content()), JSON)

    def _shown(self, question: Question) -> Answer:
        text = "".join(_page(self.content(), question.site.title, self._base))
        return Answer(text.encode(), HTML)


def description_of(app: FastAPI, base: str) -> ApiDescription:
    """The description of an application that serves below a base path."""
    return ApiDescription(app, base)


def _problem_schema() -> dict[str, Any]:
    kinds = {"status": {"type": "integer"}}
    names = list(ProblemDetails.__dataclass_fields__)
    return {
        "type": "object",
        "properties": {name: kinds.get(name, {"type": "string"}) for name in names},
        "required": ["type", "title", "status", "detail", "code"],
    }


def _page(content: dict[str, Any], title: str, base: str) -> Iterator[str]:
    """The page that shows the description."""
    style, icon = (f"{base}/static/{asset_name(name)}" for name in ("site.css", "icon.svg"))
    yield (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>API · {escape(title)}</title>"
        '<meta name="color-scheme" content="light dark">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{escape(style)}"><link rel="icon" href="{escape(icon)}"></head>'
        '<body><header class="top"><div class="wrap">'
        f'<a class="brand" href="{escape(base)}/">{escape(title)} '
        f'<small>security advisories</small></a></div></header><main class="wrap"><h1>API</h1>'
        f'<p class="lead">Everything is read with GET, and what is sent is not kept. '
        f"The same for programs: "
        f'<a href="{escape(base)}/api/v1/openapi.json">openapi.json</a>.</p>'
    )
    for path, operations in content["paths"].items():
        for method, operation in operations.items():
            yield from _operation(f"{method.upper()} {path}", operation)
    yield "</main></body></html>"


def _operation(name: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"<section><h2><code class='wrapany'>{escape(name)}</code></h2>"
    yield f"<p>{escape(operation['summary'])}</p>"
    if operation.get("parameters"):
        yield (
            '<table class="tbl stack"><thead><tr><th scope="col">Parameter</th><th scope="col">In</th>'
            '<th scope="col">Meaning</th></tr></thead><tbody>'
        )
        for one in operation["parameters"]:
            yield (
                f'<tr><th scope="row"><code>{escape(one["name"])}</code></th>'
                f'<td class="muted">{escape(one["in"])}</td>'
                f"<td>{escape(one['description'])}</td></tr>"
            )
        yield "</tbody></table>"
    example = operation["responses"]["200"].get("content", {}).get(JSON, {}).get("example")
    if example is not None:
        from msgspec import json

        text = json.format(encode(example), indent=2).decode()
        yield f"<details><summary>Example</summary><pre tabindex='0'>{escape(text)}</pre></details>"
    yield "</section>"
