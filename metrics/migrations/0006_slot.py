from django.db import migrations, models


class Migration(migrations.Migration):
    """A new name for the field; its column and the unique index on it stay as they are."""

    dependencies = [("metrics", "0005_groups_policies")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("schedulermetric", "scheduler_metrics_one_run_a_seat"),
                migrations.RenameField("schedulermetric", "seat", "slot"),
                migrations.AlterField(
                    "schedulermetric",
                    "slot",
                    models.PositiveSmallIntegerField(null=True, editable=False, db_column="seat"),
                ),
                migrations.AddConstraint(
                    "schedulermetric",
                    models.UniqueConstraint(
                        fields=["slot"],
                        condition=models.Q(status="running"),
                        name="scheduler_metrics_one_run_a_seat",
                    ),
                ),
            ],
        )
    ]
