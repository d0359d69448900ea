"""The plugin's listing in the Wagtail admin."""

from wagtail.admin.viewsets.model import ModelViewSet

from mentoring.models import Pairing


class PairingViewSet(ModelViewSet):
    """Pairings, for hub staff to look at."""

    model = Pairing
    icon = "group"
    add_to_admin_menu = True
    menu_label = "Mentoring"
    inspect_view_enabled = True
    inspect_view_fields = ["reference", "need", "state", "offered_at", "accepted_at"]
    list_display = ["reference", "need", "state", "offered_at"]
    list_filter = ["state"]
    form_fields = ["need"]
