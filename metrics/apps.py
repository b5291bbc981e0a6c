from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from metrics import error_reports
        from metrics import system_checks as system_checks  # importing it registers the checks

        error_reports.start()
