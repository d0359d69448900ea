"""System checks of the plugin contract."""
