"""Is this package, at this version, affected? What is known becomes an index, an inventory an evaluation.

No file, clock or database comes in here: whoever calls fetches the statements and records that ``need``
names, and hands them over as ``interface.Knowledge``.
"""
