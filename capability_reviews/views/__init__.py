"""The workspace of capability."""
