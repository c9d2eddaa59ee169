"""The formats of an answer: JSON, HTML, rows of a table, a citation.

This wing knows how answers are displayed, and asks no questions itself. It uses every wing before
it.
"""
