"""The plugin's app configuration."""

from hub.plugins import PluginConfig


class RolesConfig(PluginConfig):
    """Recruitment as a plugin of the hub."""

    name = "roles"
    verbose_name = "Recruitment"
    default_auto_field = "django.db.models.BigAutoField"
    url_prefix = ""
