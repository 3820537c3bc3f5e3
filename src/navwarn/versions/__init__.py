"""Ordering of versions per ecosystem, by sort keys that any database can index. Pure.

The order of a scheme *is* the order of its keys: a text becomes ``bytes`` once, and every comparison after
that compares bytes. So each order is total and transitive by construction (architecture.md, law 5), and a
stored key agrees with a comparison in memory. No clock, file or network comes in here; ranges of versions
and what they affect are the business of ``matching``.
"""
