"""Screenshots of home pages: the view that delivers an image, and the markup of images."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from domains.models import Domain, Screenshot

THUMBNAIL = (64, 40)  # CSS pixels


class Screenshots(ModelAdmin):
    """A part of the admin of domains: who may see the domains may see how they look."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.screenshot_view, cacheable=True)
        return [path("screenshot/<int:pk>/", view, name="domains_screenshot"), *super().get_urls()]

    def screenshot_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        image = bytes(get_object_or_404(Screenshot, pk=pk).image)
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=3600",
        }
        return HttpResponse(image, content_type="image/webp", headers=headers)


def with_newest(rows: QuerySet[Domain]) -> QuerySet[Domain]:
    """Domains with ``screenshot_id``: of the newest screenshot, None where there is none."""
    newest = Screenshot.objects.newest_of(OuterRef("pk"))
    return rows.annotate(screenshot_id=Subquery(newest.values("pk")[:1]))


def with_before_and_now(rows: QuerySet[Any], scan: str, domain: str) -> QuerySet[Any]:
    """Rows with ``screenshot_id`` of their scan, and ``screenshot_before``: the one of the domain before it.

    ``scan`` and ``domain`` name the columns of their ids.
    """
    of_scan = Screenshot.objects.filter(scan=OuterRef(scan)).values("pk")[:1]
    earlier = Screenshot.objects.newest_of(OuterRef(domain)).filter(pk__lt=OuterRef("screenshot_id"))
    with_own = rows.annotate(screenshot_id=Subquery(of_scan))
    return with_own.annotate(screenshot_before=Subquery(earlier.values("pk")[:1]))


def newest_two(domain: Domain) -> list[Screenshot]:
    """The present screenshot of a domain, and the one before."""
    return list(Screenshot.objects.newest_of(domain)[:2])


def thumbnail(pk: int) -> SafeString:
    """For lists, in which the name stands beside it."""
    return format_html(
        '<img class="sky-thumbnail" src="{}" alt="" width="{}" height="{}" loading="lazy">',
        *(_url(pk), *THUMBNAIL),
    )


def before_and_now(before: int | None, now: int | None) -> SafeString | str:
    """Two thumbnails beside each other; "" unless there are both."""
    if not before or not now:
        return ""
    told = (("before", _url(before)), ("now", _url(now)))
    images = format_html_join(
        "",
        '<figure><a href="{1}"><img class="sky-thumbnail" src="{1}" alt="The home page {0}" width="{2}" '
        'height="{3}" loading="lazy"></a><figcaption>{0}</figcaption></figure>',
        ((when, url, *THUMBNAIL) for when, url in told),
    )
    return format_html('<span class="sky-pictures">{}</span>', images)


def _url(pk: int) -> str:
    return reverse("admin:domains_screenshot", args=[pk])
