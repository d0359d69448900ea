from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roles", "0005_delegations_of_before")]

    operations = [
        migrations.RemoveField(
            model_name='approval',
            name='delegated_on',
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('audience', 'external'), ('decision', 'approved'), _negated=True), ('authority__in', ['minister', 'chief_executive']), models.Q(('authority', 'delegated'), ('delegation__isnull', False)), _connector='OR'), name='roles_approval_external_authority'),
        ),
    ]
