"""The API keeps to its own description, whatever is asked: requests made from it, in process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from navwarn.config import ScanSettings
from navwarn.web.app import Application
from navwarn.web.settings import ServerSettings
from tests.web.conftest import DISTRIBUTIONS
from tests.web.images import HIDDEN, NEW, OLD, track

if TYPE_CHECKING:
    from tests.web.conftest import Site

_EXAMPLES = 80
"""How many requests are made to each address."""

_SUPPRESSED = list(HealthCheck)


@pytest.mark.long
@pytest.mark.parametrize("url", ["sqlite", "postgresql"], indirect=True)
def test_no_request_made_from_the_description_finds_a_fault(site: Site) -> None:
    track(site.url, OLD, NEW, HIDDEN)
    application = Application(
        ServerSettings(
            site.url, DISTRIBUTIONS, "Acme", freshness=0.0, scan=ScanSettings(is_open=True, max_bytes=100_000)
        )
    )
    try:
        schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", application)
        operations = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
        assert len(operations) == 16
        for operation in operations:
            _try(operation)
    finally:
        application.close()


def _try(operation: schemathesis.APIOperation[Any, Any, Any, Any]) -> None:
    """Ask what the description allows, and hold each answer to what it promises."""

    @settings(
        max_examples=_EXAMPLES,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=_SUPPRESSED,
        database=None,
    )
    @given(case=operation.as_strategy())
    def trial(case: schemathesis.Case[Any]) -> None:
        # That a token of a page or a text is refused cannot be told from its shape.
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    trial()
