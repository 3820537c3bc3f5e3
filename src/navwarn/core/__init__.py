"""The values everyone shares and the fold from entries to what is true. Pure.

Nothing here knows a file, a clock, a database or a format on disk: moments, bytes and settings come in as
arguments (architecture.md, section 3).
"""
