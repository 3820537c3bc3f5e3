"""The demonstration: a made-up distribution with a few years of advisories, the same for the same seed.

Everything is decided by seeded dice (``dice``) and tables (``*.csv``); no clock, no network, no file but the
tables. Programs and libraries bear the names of real ones, so that the pages look like a day at work; what
is said about them is invented, except for the rapid reset story (``story``), whose dates and versions are
history.
"""
