from django.urls import path, re_path

from domains.api import base, metrics, scanning

urlpatterns = [
    path("api/v3/modernized_page_scraper/scan", scanning.ScanView.as_view(), name="scan"),
    path(
        "api/v3/modernized_page_scraper/status/<uuid:job_id>",
        scanning.StatusView.as_view(),
        name="scan-status",
    ),
    path("api/v3/metrics/", metrics.MetricsView.as_view(), name="metrics"),
    path("api/v3/metrics/summary/", metrics.MetricsSummaryView.as_view(), name="metrics-summary"),
    re_path(r"^api/", base.Missing.as_view()),
]
