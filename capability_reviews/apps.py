"""The plugin's app configuration."""

from importlib import import_module

from hub.plugins import PluginConfig


class CapabilityReviewsConfig(PluginConfig):
    """Capability reviews, organisation design advice and departments' own building."""

    name = "capability_reviews"
    verbose_name = "Capability reviews"
    default_auto_field = "django.db.models.BigAutoField"
    url_prefix = "capability/"

    def import_models(self) -> None:
        """Load the page types too: they are models, and stand a layer above ``models``."""
        super().import_models()
        import_module("capability_reviews.reviews.pages")
