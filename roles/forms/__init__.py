"""The plugin's forms: a form validates, a view calls one service."""
