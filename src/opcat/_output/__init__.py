"""The forms of an answer: JSON, HTML, rows of a table, a citation.

This wing knows how answers are shown, and asks nothing itself. It uses every wing before it.
"""
