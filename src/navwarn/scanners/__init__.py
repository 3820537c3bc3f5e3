"""Other scanners' reports become findings: one module for each dialect, recognised by its content.

Reports are what strangers' images made of strangers' data: they are bounded when read, what is not understood
is set aside with its place and the reason, and no text of theirs decides more than the finding it belongs to.
"""
