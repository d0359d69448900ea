"""Wagtail admin listings of the hub's own records."""

from wagtail.users.views.users import UserViewSet as WagtailUserViewSet


class UserViewSet(WagtailUserViewSet):
    """People, told apart by their address."""
