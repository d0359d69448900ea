"""What a document is, and the same made harmless: functions over bytes for a child process.

A child process (``hub.uploads.child``) finds this package on a path of its own and never loads
Django: it has no settings, no secrets, no database and little memory. Hence the relative imports.
"""
