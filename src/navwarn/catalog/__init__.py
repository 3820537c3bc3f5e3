"""The catalog: what a distribution ships, read from package indexes and build definitions.

Files are read here, none is written or unpacked.
"""
