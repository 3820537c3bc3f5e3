"""OSV records, in two shapes, with their indexes; written and read (feeds.md section 2).

``full`` is the rich feed: every status, architectures, components. ``classic`` is what the former open tool
wrote, for consumers that know only that.
"""
