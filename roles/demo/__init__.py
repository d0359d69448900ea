"""The recruitment part of the demonstration."""
