"""Signing in: by a one-time code for everyone, with a second factor for staff."""
