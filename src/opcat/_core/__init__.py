"""A treaty as a log of acts, and everything that follows from it on any day.

This wing knows no file, no name of a State and no Protocol. It uses only `opcat.errors` and the
small rooms below them.
"""
