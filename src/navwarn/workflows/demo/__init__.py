"""The demonstration: a made-up distribution with a few years of advisories, the same for the same seed.

Everything in it is decided by seeded dice (``dice``) and tables (``*.csv``, ``notes.toml``): no clock, no
network, no file but the tables; only ``stage`` writes it down. Programs and libraries bear the names of
real ones, so that it looks like a day at work; what is said about them is invented, except that the rapid
reset story (``story``) keeps to the dates and versions of the upstream fixes.
"""
