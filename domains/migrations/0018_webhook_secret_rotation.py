from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("domains", "0017_changes")]

    operations = [
        migrations.AddField(
            model_name="webhook",
            name="former_secret",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="The one before.",
                max_length=100,
            ),
        ),
        migrations.AddField(
            model_name="webhook",
            name="former_secret_until",
            field=models.DateTimeField(
                editable=False, help_text="Until then messages are signed with both.", null=True
            ),
        ),
    ]
