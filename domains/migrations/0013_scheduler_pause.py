import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("domains", "0012_audit_entry")]

    operations = [
        migrations.CreateModel(
            name="SchedulerPause",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("paused_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("paused_by", models.CharField(max_length=150)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
            ],
            options={
                "db_table": "scheduler_pause",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="scheduler_pause_one_row")
                ],
            },
        ),
    ]
