"""Charts as shapes: pure functions from numbers to a ``Drawing``, which a template writes as SVG.

Every series has its name beside it, so that colour is never alone, and what was not measured is a gap, not
zero (platform-api.md CH1, CH2).
"""
