import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

COPY = """
    INSERT INTO audit_entries (domain_id, created_at, actor, user_id, message)
    SELECT domains.id, log.action_time, users.username, log.user_id, log.change_message
    FROM django_admin_log AS log
    JOIN django_content_type AS kinds ON kinds.id = log.content_type_id
    JOIN auth_user AS users ON users.id = log.user_id
    JOIN domains ON {same_domain}
    WHERE kinds.app_label = 'domains' AND kinds.model = 'domain' AND substr(log.change_message, 1, 1) <> '['
    ORDER BY log.id
"""
SAME_DOMAIN = {
    "postgresql": "domains.id::text = log.object_id",
    "sqlite": "domains.id = replace(log.object_id, '-', '')",
}


def copy_log_entries(apps, schema_editor):
    """Copy what the admin did to domains so far. Edits by form (JSON: "[...") stay where they are."""
    same_domain = SAME_DOMAIN[schema_editor.connection.vendor]
    schema_editor.execute(COPY.format(same_domain=same_domain), params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("domains", "0010_host_cooldown"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="domain",
            name="priority",
            field=models.SmallIntegerField(
                default=0,
                help_text="Higher goes first; -100 to 100.",
                validators=[
                    django.core.validators.MinValueValidator(-100),
                    django.core.validators.MaxValueValidator(100),
                ],
            ),
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("actor", models.CharField(max_length=200)),
                (
                    "message",
                    models.TextField(help_text="What was done, and the reason where one was given."),
                ),
                (
                    "domain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="domains.domain"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "db_table": "audit_entries",
                "indexes": [models.Index(fields=["created_at"], name="audit_entries_age")],
            },
        ),
        migrations.RunPython(copy_log_entries, migrations.RunPython.noop),
    ]
