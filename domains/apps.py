from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DomainsConfig(AppConfig):
    name = "domains"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from domains.webhooks import events as events  # it listens for scans that end
        from scrapersky.database import postgres_timeouts, sqlite_statistics
        from scrapersky.database import sqlite_times as sqlite_times  # it registers lookups

        post_migrate.connect(postgres_timeouts.apply_to_role, sender=self)
        post_migrate.connect(sqlite_statistics.store_statistics, sender=self)
