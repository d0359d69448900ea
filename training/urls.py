"""The plugin's routes."""

urlpatterns: list = []
