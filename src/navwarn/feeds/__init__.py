"""Feeds: snapshots to the bytes that scanners read, and such bytes back to statements. Pure.

One module (or package) per format. No file is opened here and no clock is read: bytes, settings and moments
come in as arguments, so that the same ledger, settings and moments always make the same bytes (law 3).
"""
