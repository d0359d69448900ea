"""The same move for several records of a list: chosen, looked at first, confirmed once.

A list of records becomes one by ``BulkListView`` and a table with ``bulk``, the slugs of moves that
are not final and take at most a reason:

    class CohortListView(BulkListView):
        move_view = CohortMoveView
        ...

        @classmethod
        def rows_seen(cls, person):
            return Cohort.objects.visible_to(person)
"""

from hub.bulk.lists import BulkListView

__all__ = ["BulkListView"]
