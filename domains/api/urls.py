from django.urls import path, re_path
from drf_spectacular.views import SpectacularSwaggerSplitView

from domains.api import (
    addresses,
    batches,
    changes,
    companies,
    docs_page,
    domains,
    exports,
    metrics,
    scan_jobs,
    scans,
    suppressions,
    webhooks,
)
from domains.api import schema as _schema  # noqa: F401  its extension registers itself
from domains.api.schema_view import SchemaView

ORIGINAL = "api/v3/modernized_page_scraper/"

urlpatterns = [
    path(ORIGINAL + "scan", scan_jobs.ScanView.as_view(), name="scan"),
    path(ORIGINAL + "status/<uuid:job_id>", scan_jobs.StatusView.as_view(), name="scan-status"),
    path(ORIGINAL + "batch", batches.BatchView.as_view(), name="batch"),
    path(ORIGINAL + "batch/<uuid:batch_id>/status", batches.BatchStatusView.as_view(), name="batch-status"),
    path("api/v3/batches/", batches.BatchesView.as_view(), name="batches"),
    path("api/v3/batches/<uuid:pk>/", batches.OneBatchView.as_view(), name="batch-record"),
    path("api/v3/companies/find", companies.CompanyView.as_view(), name="company"),
    path("api/v3/domains/", domains.DomainsView.as_view(), name="domains"),
    path("api/v3/domains/export/", exports.ExportView.as_view(), name="domains-export"),
    path("api/v3/domains/<uuid:pk>/", domains.DomainView.as_view(), name="domain"),
    path("api/v3/domains/<uuid:pk>/rescan/", domains.RescanView.as_view(), name="domain-rescan"),
    path("api/v3/domains/<uuid:pk>/cancel/", domains.CancelView.as_view(), name="domain-cancel"),
    path("api/v3/domains/<uuid:pk>/pause/", domains.PauseView.as_view(), name="domain-pause"),
    path("api/v3/domains/<uuid:pk>/resume/", domains.ResumeView.as_view(), name="domain-resume"),
    path("api/v3/changes/", changes.ChangesView.as_view(), name="changes"),
    path("api/v3/changes/stream/", changes.ChangeStreamView.as_view(), name="changes-stream"),
    path("api/v3/scans/", scans.ScansView.as_view(), name="scans"),
    path("api/v3/scans/<uuid:pk>/", scans.ScanView.as_view(), name="scan-record"),
    path("api/v3/pages/", scans.PagesView.as_view(), name="pages"),
    path("api/v3/pages/<int:pk>/", scans.PageView.as_view(), name="page"),
    path("api/v3/metrics/", metrics.MetricsView.as_view(), name="metrics"),
    path("api/v3/metrics/summary/", metrics.MetricsSummaryView.as_view(), name="metrics-summary"),
    path("api/v3/webhooks/", webhooks.WebhooksView.as_view(), name="webhooks"),
    path("api/v3/webhooks/<uuid:pk>/", webhooks.WebhookView.as_view(), name="webhook"),
    path("api/v3/webhooks/<uuid:pk>/deliveries/", webhooks.DeliveriesView.as_view(), name="deliveries"),
    path("api/v3/webhooks/<uuid:pk>/test/", webhooks.WebhookTestView.as_view(), name="webhook-test"),
    path("api/v3/webhooks/<uuid:pk>/rotate/", webhooks.WebhookSecretView.as_view(), name="webhook-rotate"),
    path("api/v3/deliveries/<uuid:pk>/", webhooks.DeliveryView.as_view(), name="delivery"),
    path("api/v3/deliveries/<uuid:pk>/resend/", webhooks.ResendView.as_view(), name="delivery-resend"),
    path("api/v3/suppressions/", suppressions.SuppressionsView.as_view(), name="suppressions"),
    path("api/v3/suppressions/<int:pk>/", suppressions.SuppressionView.as_view(), name="suppression"),
    path("api/v3/personal-data/", suppressions.PersonalDataView.as_view(), name="personal-data"),
    path("api/schema/", SchemaView.as_view(), name="schema"),
    path("api/docs/", docs_page.page, name="docs"),
    path("api/docs/try/", SpectacularSwaggerSplitView.as_view(), name="docs-try"),
    re_path(r"^api/", addresses.other_spelling),
]
