"""What the server counts of itself, in the text format of Prometheus."""

from __future__ import annotations

from collections import Counter

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds, in seconds, of the buckets of durations."""


class Measures:
    """Counts of requests and how long they took."""

    def __init__(self) -> None:
        self._statuses: Counter[int] = Counter()
        self._buckets = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0
        self._kept = 0

    def count(self, status: int, seconds: float, *, was_kept: bool) -> None:
        """Count one request."""
        self._statuses[status] += 1
        self._seconds += seconds
        self._kept += was_kept
        place = 0
        for bound in BOUNDS:
            if seconds <= bound:
                break
            place += 1
        self._buckets[place] += 1

    def text(self, entries: int | None) -> str:
        """All counts; ``entries`` is the size of the ledger's log, where it is known."""
        total = sum(self._buckets)
        lines = [
            "# HELP navwarn_requests_total Requests answered, by status.",
            "# TYPE navwarn_requests_total counter",
            *(
                f'navwarn_requests_total{{status="{code}"}} {self._statuses[code]}'
                for code in sorted(self._statuses)
            ),
            "# HELP navwarn_answers_kept_total Requests answered from what was kept.",
            "# TYPE navwarn_answers_kept_total counter",
            f"navwarn_answers_kept_total {self._kept}",
            "# HELP navwarn_request_seconds How long requests took.",
            "# TYPE navwarn_request_seconds histogram",
        ]
        below = 0
        for bound, number in zip(BOUNDS, self._buckets, strict=False):
            below += number
            lines.append(f'navwarn_request_seconds_bucket{{le="{bound}"}} {below}')
        lines += [
            f'navwarn_request_seconds_bucket{{le="+Inf"}} {total}',
            f"navwarn_request_seconds_sum {self._seconds:.6f}",
            f"navwarn_request_seconds_count {total}",
        ]
        if entries is not None:
            lines += [
                "# HELP navwarn_ledger_entries Entries in the log of the ledger.",
                "# TYPE navwarn_ledger_entries gauge",
                f"navwarn_ledger_entries {entries}",
            ]
        return "\n".join(lines) + "\n"
