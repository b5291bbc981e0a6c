from django.db import migrations


class Migration(migrations.Migration):
    """A new name for the model; its table stays as it is."""

    dependencies = [("domains", "0009_saved_filters")]

    operations = [migrations.RenameModel("Rest", "HostCooldown")]
