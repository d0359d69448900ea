"""The admin's listing of recruitment's records."""

from __future__ import annotations

from hub import record_viewset


class RecordViewSet(record_viewset.RecordViewSet):
    """Records with a life of their own: looked at here, changed in the workspaces."""

    inspect_view_enabled = True
    copy_view_enabled = False
