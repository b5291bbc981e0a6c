from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

admin.site.site_url = None  # there is no other site
admin.autodiscover()  # registered here, so that processes without a web server do not load its modules

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("", include("domains.api.urls")),
    path("", include("metrics.urls")),
]
