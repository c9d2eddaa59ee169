"""What can be asked of a treaty, of a State and of the record.

This wing holds the public functions. It uses every wing before it.
"""
