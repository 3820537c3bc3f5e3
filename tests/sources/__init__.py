"""Tests of the sources room; every fixture is made up, in the shape of the sources (sources.md LN4, IN9)."""
