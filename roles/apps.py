"""The plugin's app configuration."""

from importlib import import_module

from hub.plugins import PluginConfig


class RolesConfig(PluginConfig):
    """Recruitment as a plugin of the hub."""

    name = "roles"
    verbose_name = "Recruitment"
    default_auto_field = "django.db.models.BigAutoField"
    url_prefix = ""

    def import_models(self) -> None:
        """Load the page types too: they are models, and stand a layer above ``models``."""
        super().import_models()
        import_module("roles.adverts.pages")
