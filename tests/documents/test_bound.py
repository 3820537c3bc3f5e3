"""However many faults a file has: a bounded number is told, and all are counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from navwarn.documents.bound import MOST, Omission, Tally
from navwarn.documents.decode import decode
from navwarn.documents.fault import Fault, Level
from navwarn.documents.node import Mapping
from navwarn.documents.parse import MAX_FAULTS, parse

ERROR, WARNING = Fault("D9", "no id"), Fault("W8", "no CVE", level=Level.WARNING)
numbers = st.integers(0, 3 * MOST)


def tally(errors: int, warnings: int) -> Tally:
    counted = Tally()
    counted.extend([WARNING] * warnings)
    counted.extend([ERROR] * errors)
    return counted


@given(numbers, numbers)
def test_nothing_is_lost_and_no_more_than_the_bound_is_told(errors: int, warnings: int) -> None:
    counted = tally(errors, warnings)
    told, omission = counted.cut(counted.faults, "x.yaml")
    assert len(told) == min(errors + warnings, MOST)
    assert told.count(ERROR) == min(errors, MOST)
    assert omission.errors + told.count(ERROR) == errors
    assert omission.warnings + told.count(WARNING) == warnings
    assert omission.total == errors + warnings - len(told)


@given(numbers, numbers)
def test_what_is_kept_meanwhile_is_bounded_too(errors: int, warnings: int) -> None:
    assert len(tally(errors, warnings).faults) <= 2 * MOST


def test_what_settling_removed_is_not_counted() -> None:
    counted = tally(MOST + 5, 1)
    told, omission = counted.cut(counted.faults[10:], "x.yaml")
    assert (len(told), omission) == (MOST - 9, Omission("x.yaml", 5, 0))


def test_the_order_of_those_that_are_told_stays() -> None:
    mixed = [WARNING, ERROR, WARNING]
    assert tally(1, 2).cut(mixed, "x.yaml")[0] == mixed


def decoded(text: str) -> tuple[bool, list[Fault]]:
    """Whether there is a document, and the faults of its shape."""
    root = parse(text.encode()).root
    assert isinstance(root, Mapping)
    document, faults = decode(root)
    return document is not None, faults


def test_reading_stops_where_too_much_has_the_wrong_shape() -> None:
    is_read, faults = decoded(f"advisories: [{'1,' * (MAX_FAULTS - 1)}]")
    assert (is_read, len(faults)) == (True, MAX_FAULTS - 1)
    is_read, faults = decoded(f"advisories: [{'1,' * 5 * MAX_FAULTS}]")
    assert (is_read, len(faults)) == (False, MAX_FAULTS)
    assert faults[-1].message == "1000 values have the wrong shape: from here on nothing was read"


def test_unknown_keys_keep_nothing_from_being_read_however_many() -> None:
    keys = "".join(f"k{number}: 1\n" for number in range(MAX_FAULTS + 7))
    is_read, faults = decoded(keys)
    assert (is_read, len(faults)) == (True, MAX_FAULTS + 1)
    assert faults[-1].message == "unknown keys here and in 6 more places"
    assert (faults[-1].line, faults[-1].path) == (MAX_FAULTS + 1, (f"k{MAX_FAULTS}",))
    assert all(fault.message.startswith("unknown key") for fault in faults)
