"""The plugin's app configuration."""

from importlib import import_module

from hub.plugins import PluginConfig


class TrainingConfig(PluginConfig):
    """Training as a plugin of the hub: programmes, cohorts, places, videos."""

    name = "training"
    verbose_name = "Training"
    default_auto_field = "django.db.models.BigAutoField"
    url_prefix = "training/"

    def import_models(self) -> None:
        """Load the page types too: they are models, and stand in the areas above ``models``."""
        super().import_models()
        import_module("training.programmes.pages")
        import_module("training.cohorts.pages")
