"""The groups viewer, operator and admin, with what each may do.

Permissions are otherwise created after all migrations have run, which would be too late; those created here
are the same rows, which Django then finds and leaves alone.
"""

from django.db import migrations

LOOK = {
    "domains": ["domain", "scan", "page", "batch", "webhook", "delivery"],
    "metrics": ["schedulermetric"],
    "django_q": ["schedule", "ormq", "success", "failure"],
    "admin": ["logentry"],
}
OPERATE = {"domains.domain": ["add", "change"], "django_q.failure": ["change", "delete"]}
# Neither schedules, which call any function, nor groups: with those one could become superuser.
ADMINISTER = {
    "domains.apitoken": ["view", "add", "change"],
    "domains.webhook": ["add", "change", "delete"],
    "django_q.ormq": ["delete"],
    "django_q.success": ["change", "delete"],
    "auth.user": ["view", "add", "change", "delete"],
    "auth.group": ["view"],
}


def create_groups(apps, schema_editor):
    viewer = {f"{app}.{model}": ["view"] for app, models in LOOK.items() for model in models}
    levels = {"viewer": [viewer], "operator": [viewer, OPERATE], "admin": [viewer, OPERATE, ADMINISTER]}
    for name, grants in levels.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        for grant in grants:
            for model, verbs in grant.items():
                group.permissions.add(*(permission(apps, *model.split("."), verb) for verb in verbs))


def permission(apps, app, model, verb):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    row, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=f"{verb}_{model}",
        defaults={"name": f"Can {verb} {verbose(app, model)}"},
    )
    return row


def verbose(app, model):
    from django.apps import apps as current

    return current.get_model(app, model)._meta.verbose_name_raw


class Migration(migrations.Migration):
    dependencies = [
        ("metrics", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
