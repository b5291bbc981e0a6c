from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

admin.autodiscover()  # here and not at start: processes that answer no requests do without its modules

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("", include("domains.api.urls")),
    path("", include("metrics.urls")),
]
