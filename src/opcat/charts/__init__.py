"""Pictures of the record, as Altair charts."""
