"""Public pages and workspaces of the hub itself."""
