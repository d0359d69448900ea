"""What candidates did before now names them in the audit trail no more (R11)."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.utils import timezone

WORDS = "the candidate"


def unname(apps: Any, schema_editor: Any) -> None:
    """In entries about their applications, and in those of the same act about anything else."""
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects
    kinds = apps.get_model("contenttypes", "ContentType").objects
    applications = apps.get_model("roles", "Application").objects
    kind = kinds.filter(app_label="roles", model="application").first()
    if kind is None:
        return
    owners = dict(applications.exclude(candidate=None).values_list("pk", "candidate_id"))
    own, acts = set(), set()
    rows = entries.filter(content_type_id=kind.pk, user_id__isnull=False)
    for pk, key, user, act in rows.values_list("pk", "object_id", "user_id", "uuid").iterator():
        if owners.get(int(key)) == user:
            own.add(pk)
            if act:
                acts.add((user, act))
    rows = entries.filter(user_id__isnull=False, uuid__isnull=False)
    own |= {
        pk
        for pk, user, act in rows.values_list("pk", "user_id", "uuid").iterator()
        if (user, act) in acts
    }
    openings = apps.get_model("hub", "LogOpening").objects
    opening = openings.create(reason="candidates are named no more", opened_at=timezone.now())
    for pk in own:
        entry = entries.get(pk=pk)
        entries.filter(pk=pk).update(user=None, data={**entry.data, "by": WORDS})
    openings.filter(pk=opening.pk).update(closed_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0006_interviews_and_offers"),
        ("hub", "0007_append_only_log"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(unname, migrations.RunPython.noop)]
