"""The plugin's app configuration."""

from hub.plugins import PluginConfig


class MentoringConfig(PluginConfig):
    """Mentors for people new to a digital role."""

    name = "mentoring"
    verbose_name = "Mentoring"
    default_auto_field = "django.db.models.BigAutoField"
    url_prefix = "mentoring/"
