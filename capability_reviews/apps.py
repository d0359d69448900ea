"""The plugin's app configuration."""

from hub.plugins import PluginConfig


class CapabilityReviewsConfig(PluginConfig):
    """Capability reviews as a plugin of the hub."""

    name = "capability_reviews"
    verbose_name = "Capability reviews"
    default_auto_field = "django.db.models.BigAutoField"
    url_prefix = ""
