"""A request asks for several kinds of support: what it asked for becomes the first of them."""

from django.db import migrations


def move_kinds(apps, schema_editor):
    request, kind = (apps.get_model("roles", name) for name in ("SupportRequest", "RequestKind"))
    kind.objects.bulk_create(
        [kind(request_id=pk, kind=value) for pk, value in request.objects.values_list("pk", "kind")],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("roles", "0017_request_kinds_and_questions")]

    operations = [
        migrations.RunPython(move_kinds, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="supportrequest", name="kind"),
    ]
