"""The plugin's app configuration."""

from hub.plugins import PluginConfig


class TrainingConfig(PluginConfig):
    """Training as a plugin of the hub."""

    name = "training"
    verbose_name = "Training"
    default_auto_field = "django.db.models.BigAutoField"
    url_prefix = ""
