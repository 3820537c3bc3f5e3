"""HTTP: the site, the API and the feeds, from a ledger that is only read.

Thin: a route reads its parameters within bounds, asks one workflow in a reading thread, and answers with
bytes. What every answer has in common (headers, caching, conditional requests, compression) is the edge's.
"""
