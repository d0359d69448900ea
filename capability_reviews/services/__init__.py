"""The imperative verbs of capability."""
