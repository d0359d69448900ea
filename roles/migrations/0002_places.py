"""The towns and cities where departments have offices; staff add more."""

from django.db import migrations
from django.utils.text import slugify

PLACES = (
    "Belfast",
    "Birmingham",
    "Blackpool",
    "Bristol",
    "Cardiff",
    "Coventry",
    "Croydon",
    "Darlington",
    "Edinburgh",
    "Exeter",
    "Glasgow",
    "Leeds",
    "Liverpool",
    "London",
    "Manchester",
    "Newcastle upon Tyne",
    "Newport",
    "Norwich",
    "Nottingham",
    "Peterborough",
    "Plymouth",
    "Sheffield",
    "Southampton",
    "Swansea",
    "Telford",
    "Warrington",
    "Wolverhampton",
    "Worthing",
    "York",
)


def add_places(apps, schema_editor):
    place = apps.get_model("roles", "Place")
    place.objects.bulk_create(
        [place(slug=slugify(name), name=name) for name in PLACES], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("roles", "0001_recruitment")]

    operations = [migrations.RunPython(add_places, migrations.RunPython.noop)]
