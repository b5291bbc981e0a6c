from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("domains", "0018_webhook_secret_rotation")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="name",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="batch",
            name="archived_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
