"""The plugin's views: a view shows a page or calls one service."""
