"""The tables besides the acts, one room each, and the Protocol's articles that use them.

This wing knows the Protocol. It uses `_core`, `_record` and `_names`.
"""
