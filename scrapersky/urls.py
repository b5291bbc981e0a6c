from django.contrib import admin
from django.urls import include, path

admin.autodiscover()  # here and not at start: processes that answer no requests do without its modules

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("domains.api.urls")),
    path("", include("metrics.urls")),
]
