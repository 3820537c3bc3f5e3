"""Numbers, dates and durations as pages write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from navwarn.core.instant import DAY, HOUR, SECOND, Instant, format_instant

if TYPE_CHECKING:
    from navwarn.pages.view.count import Count

_MINUTE = 60 * SECOND
_RECENT = 7 * DAY
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_KILO = 1000
_TEN = 10


def grouped(number: int) -> str:
    """The number with a comma between thousands."""
    return f"{number:,}"


def counted(count: Count) -> str:
    """The count, as ``10,000+`` where counting stopped there."""
    return grouped(count.number) + ("+" if count.or_more else "")


def numbered(number: int, one: str, many: str) -> str:
    """The number with its noun: ``1 package``, ``14 packages``."""
    return f"{grouped(number)} {one if number == 1 else many}"


def percent(share: float, places: int = 1) -> str:
    """A share between 0 and 1 as a percentage."""
    return f"{share * 100:.{places}f} %"


def ordinal(share: float) -> str:
    """A percentile between 0 and 1, cut off so that nothing is called the 100th: ``99.9th percentile``."""
    return f"{min(999, int(share * 1000)) / 10:.1f}th percentile"


def size(octets: int) -> str:
    """A number of bytes in the unit that keeps it readable: ``2.2 MB``."""
    amount, power = float(octets), 0
    while amount >= _KILO and power < len(_UNITS) - 1:
        amount, power = amount / _KILO, power + 1
    shown = f"{amount:.1f}" if power and amount < _KILO // _TEN else f"{amount:.0f}"
    return f"{shown} {_UNITS[power]}"


def size_moved(octets: int) -> str:
    """A number of bytes more or less: ``+2.2 MB``, ``−0.5 MB``."""
    return f"{'+' if octets > 0 else '−' if octets < 0 else '±'}{size(abs(octets))}"


def days(number: float) -> str:
    """A number of days: one decimal below ten."""
    return f"{number:.1f}" if number < _TEN else f"{number:,.0f}"


def day(moment: Instant) -> str:
    """The day in UTC: ``2023-10-11``."""
    return format_instant(moment)[:10]


def minute(moment: Instant) -> str:
    """Day and minute in UTC: ``2023-10-11 17:18``."""
    return format_instant(moment)[:16].replace("T", " ")


def moment(moment: Instant) -> str:
    """Day and minute in UTC; the day alone where a day begins then, which is how dates are read."""
    return minute(moment) if moment % DAY else day(moment)


def exact(moment: Instant) -> str:
    """The whole of it for people: ``2023-10-11 17:18:02 UTC``."""
    return format_instant(moment)[:19].replace("T", " ") + " UTC"


def ago(moment: Instant, now: Instant) -> str:
    """A relative word for what is recent (within a week), such as ``3 h ago``, else an empty text."""
    passed = now - moment
    if not 0 <= passed < _RECENT:
        return ""
    return "just now" if passed < _MINUTE else f"{span(passed)} ago"


def span(duration: int) -> str:
    """How long, in the largest unit that fits (microseconds in): ``5 min``, ``23 h``, ``12 days``."""
    if duration < HOUR:
        return f"{duration // _MINUTE} min"
    if duration < 2 * DAY:
        return f"{duration // HOUR} h"
    return f"{duration // DAY:,} days"
