"""The tables beside the acts, one room each, and the articles of the Protocol that reason over them.

This wing knows the Protocol. It uses `_core`, `_record` and `_names`.
"""
