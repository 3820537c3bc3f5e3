"""Advisory documents: YAML to core values and back, validation rules, document comparison. Pure.

Bytes come in and bytes go out; no file is opened here and no clock is read.
"""
