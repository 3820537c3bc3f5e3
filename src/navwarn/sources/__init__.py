"""Upstream records: what files of the known sources say, as values of ``core``; one module per source.

Files are read here, bounded and never unpacked; nothing is written, and nothing here knows the ledger.
"""
