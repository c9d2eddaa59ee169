"""From what a caller writes to what is meant: States, days, words, treaties.

This wing knows spellings and the packaged record. It uses `_core` and `_record`.
"""
