"""The routes of the API by name."""

from domains.api import urls
from domains.api.base import ApiView

ROUTES = {
    pattern.name: pattern
    for pattern in urls.urlpatterns
    if issubclass(getattr(pattern.callback, "view_class", object), ApiView)
}
