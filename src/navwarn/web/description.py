"""The description of the API (OpenAPI 3.1), and a page that shows it and loads nothing from elsewhere.

FastAPI makes it of the routes and the shapes of their answers, when it is first asked for.
"""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from navwarn.pages.asset import asset_name, icon
from navwarn.web.answer import HTML, JSON, PROBLEM, Answer
from navwarn.web.encoding import encode
from navwarn.web.model import ProblemDetails
from navwarn.web.parameter import query_parameters
from navwarn.web.route import Description, Question, Route

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    """The description of those of the routes that have one."""

    def __init__(self, title: str, base: str, routes: Sequence[Route]) -> None:
        self._title = title
        self._base = base
        self._described = [(route, route.description) for route in routes if route.description is not None]
        self.routes = (
            Route("/api/v1/openapi.json", self._told),
            Route("/api/v1/docs", self._shown, is_page=True),
        )

    @cached_property
    def content(self) -> dict[str, Any]:
        """The description; its schemas say of every field that it is there."""
        from fastapi import FastAPI, Response

        app = FastAPI(title=self._title, version="1")
        for route, told in self._described:
            app.add_api_route(
                route.path,
                _nothing,
                methods=[route.method],
                response_class=Response,
                name=route.path,
                operation_id=_operation_id(route),
                openapi_extra=_asked(route, told),
                responses=_responses(told, is_platform=route.is_platform),
                tags=[told.tag],
                summary=told.summary,
            )
        found = app.openapi()
        found["servers"] = [{"url": self._base or "/"}]
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault("ProblemDetails", _problem_schema())
        schemas.setdefault("PlatformError", _PLATFORM_ERROR)
        return found

    def _told(self, question: Question) -> Answer:
        del question
        return Answer(encode(self.content), JSON)

    def _shown(self, question: Question) -> Answer:
        text = "".join(_page(self.content, question.site.title, self._base))
        return Answer(text.encode(), HTML)


def _nothing() -> None:
    """What FastAPI is told to call, which only describes."""


def _operation_id(route: Route) -> str:
    verb = "send" if route.takes_body else "read"
    parts = route.path.replace(":path", "").split("/")
    return verb + "".join(part.strip("{}").capitalize() for part in parts if part)


def _asked(route: Route, told: Description) -> dict[str, Any]:
    """What may be asked: the parameters, and the body where something is sent."""
    found: dict[str, Any] = {"parameters": [*told.path, *query_parameters(route.names)]}
    return found if told.body is None else found | {"requestBody": told.body}


def _responses(told: Description, *, is_platform: bool) -> dict[int | str, dict[str, Any]]:
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
    style = f"{base}/static/{asset_name('site.css')}"
    yield (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>API · {escape(title)}</title>"
        '<meta name="color-scheme" content="light dark">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="{escape(style)}"><link rel="icon" href="{escape(icon())}"></head>'
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
