from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DomainsConfig(AppConfig):
    name = "domains"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from domains import limits, planner
        from domains import webhooks as webhooks  # it listens for scans that end

        post_migrate.connect(limits.give_to_role, sender=self)
        post_migrate.connect(planner.advise, sender=self)
