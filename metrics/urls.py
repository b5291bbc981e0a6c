from django.urls import path

from metrics import dashboard, views

urlpatterns = [
    path("dashboard/figures/", dashboard.figures, name="dashboard-figures"),
    path("dashboard/scheduler/", dashboard.switch, name="scheduler-switch"),
    path("health/live", views.live, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
    path("metrics", views.metrics, name="prometheus"),
    path("crawler", views.crawler, name="crawler"),
]
