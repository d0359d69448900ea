from django.db import migrations
from django.utils import timezone

from hub.references import new_reference


def put_on_record(apps, schema_editor):
    """Each delegation that an approval named by its date alone becomes a record of its own."""
    Approval = apps.get_model("roles", "Approval")
    Delegation = apps.get_model("roles", "Delegation")
    known = {}
    rows = Approval.objects.filter(authority="delegated", delegated_on__isnull=False)
    for approval in rows.select_related("campaign__organisation").order_by("pk"):
        organisation = approval.campaign.organisation
        key = (organisation.pk, approval.approver_id, approval.delegated_on)
        if key not in known:
            known[key] = Delegation.objects.create(
                reference=new_reference("D"),
                organisation=organisation,
                given_by="minister",
                given_to_id=approval.approver_id,
                office=approval.approver_role or "Vacancy approver",
                valid_from=approval.delegated_on,
                evidence="As stated in the approval; the letter was not referred to",
                recorded_at=timezone.now(),
            )
        approval.delegation = known[key]
        approval.save(update_fields=["delegation"])


class Migration(migrations.Migration):
    dependencies = [("roles", "0004_delegations")]

    operations = [migrations.RunPython(put_on_record, migrations.RunPython.noop)]
