"""The API's routes by name, as Django knows them."""

from domains.api import urls
from domains.api.base import ApiView

ROUTES = {
    pattern.name: pattern
    for pattern in urls.urlpatterns
    if issubclass(getattr(pattern.callback, "view_class", object), ApiView)
}
