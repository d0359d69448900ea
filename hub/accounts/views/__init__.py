"""Views of signing in, of the account, and of a person's own data."""
