"""Cataloguers: one file of an image becomes what it says is installed; one module per outside thing.

A cataloguer is a function of the bytes it is given: it opens nothing and follows nothing.
"""
