"""What the Makefile runs besides the tools of others: groups of tests, measures of the source, locks."""
