"""Conversion between record files and values: the only reader and writer of files.

This wing knows how the packaged tables are laid out. It uses `_core`.
"""
