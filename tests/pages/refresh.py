"""Writes the golden files anew: ``python -m tests.pages.refresh``. Read the difference before a commit."""

from __future__ import annotations

from tests.pages.test_charts import drawn
from tests.pages.test_golden import GOLDEN, NAMES, written


def main() -> None:
    for name in NAMES:
        (GOLDEN / f"{name}.txt").write_text(written(name), encoding="utf-8")
    for name, svg in drawn().items():
        (GOLDEN / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
