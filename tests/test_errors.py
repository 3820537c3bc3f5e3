"""Errors: what every one of them can do, whatever its class."""

from __future__ import annotations

import pickle

from navwarn.documents.fault import Fault
from navwarn.workflows.importing import ContradictionError, UnreadableDocumentsError
from navwarn.workflows.plan import Conflict


def test_an_error_is_the_same_in_another_process() -> None:
    unreadable = UnreadableDocumentsError([Fault("D1", "is not YAML", (), 3, file="zlib.advisories.yaml")])
    contradiction = ContradictionError([Conflict("zlib", "CGA-2222-3333-4444", "the advisory is gone")])
    for error in (unreadable, contradiction):
        told = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own
        assert type(told) is type(error)
        assert (str(told), told.__dict__) == (str(error), error.__dict__)
        assert told.code == error.code
