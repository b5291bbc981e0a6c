"""What changed: the changes of all domains of a tenant, newest first, as a page and as an RSS feed.

Only the newest ``WINDOW`` entries of a tenant's feed of changes are searched, so that a rare kind of change
costs no more than a frequent one.

Each user has an RSS URL. It contains a secret, computed from the user's password hash and ``SECRET_KEY``.
Nothing is stored, and after a change of the password the URL is another one.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.html import format_html, format_html_join
from unfold.decorators import display

from domains.admin.large_tables import ReadOnlyAdmin, TenantFilter, chosen_tenant, moment
from domains.admin.screenshots import before_and_now, with_before_and_now
from domains.admin.told_changes import NoticeFilter, Told
from domains.models import Change, ChangeCounter
from domains.notices.change_words import ALL_KINDS, FIRST, KINDS, lines_of
from domains.notices.selection import between, of_kinds
from scrapersky.visible_text import visible

WINDOW = 10_000  # entries that are searched
FEED_ENTRIES = 50
LINES = 5  # differences of one entry that the list shows; the page of its scan shows all
DAYS = {"1": "last 24 hours", "7": "last 7 days", "30": "last 30 days"}


class KindFilter(admin.SimpleListFilter):
    title = "kind of change"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(ALL_KINDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Change]) -> QuerySet[Change]:
        if not self.value() and Told.of(request):
            return queryset  # the notice has kinds of its own
        return of_kind(queryset, self.value() or "")


class DaysFilter(admin.SimpleListFilter):
    title = "date"
    parameter_name = "days"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(DAYS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Change]) -> QuerySet[Change]:
        if self.value() not in DAYS:
            return queryset
        since = timezone.now() - timedelta(days=int(self.value() or 0))
        return queryset.filter(scan__finished_at__gte=since)


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    when_empty = "Changes appear here when a domain is scanned a second time and something differs."
    list_before_template = "admin/domains/change/feed.html"
    list_display = ("site", "what", "when")
    list_display_links = None
    list_select_related = ("scan__domain",)
    list_filter = (TenantFilter, KindFilter, DaysFilter, NoticeFilter)
    sortable_by = ()
    ordering = ("-number",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("domains.view_domain")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        rows, told = super().get_queryset(request), Told.of(request)
        if told and told.upto:
            found = _light(between(rows, told.notice.tenant_id, told.after, told.upto))
        else:
            found = newest(rows, told.notice.tenant_id if told else chosen_tenant(request))
        return with_before_and_now(found, "scan_id", "scan__domain_id")

    def get_urls(self) -> list[URLPattern]:
        feed = path("rss/<int:user_id>/<str:secret>/", rss, name="domains_change_rss")
        return [feed, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        mine = {"title": "What changed", "feed_url": feed_url(request), "kinds": kind_links(request)}
        return super().changelist_view(request, mine | (extra_context or {}))

    @display(description="domain")
    def site(self, change: Change) -> str:
        url = reverse("admin:domains_domain_change", args=[change.scan.domain_id])
        return format_html('<a class="sky-link" href="{}">{}</a>', url, change.scan.domain.domain)

    @display(description="what changed")
    def what(self, change: Any) -> str:
        lines = list(lines_of(change.scan.changes))
        shown = format_html_join("", "<span>{}</span>", ((line,) for line in lines[:LINES]))
        url = reverse("admin:domains_scan_change", args=[change.pk])
        more = f"and {len(lines) - LINES:,} more" if len(lines) > LINES else ""
        link = format_html('<a class="sky-link" href="{}">{}</a>', url, more) if more else ""
        pictures = before_and_now(change.screenshot_before, change.screenshot_id)
        return format_html('<span class="sky-cell">{}{}{}</span>', shown or "first scan", link, pictures)

    @display(description="when")
    def when(self, change: Change) -> str:
        return moment(change.scan.finished_at)


def newest(rows: QuerySet[Change], tenant_id: uuid.UUID) -> QuerySet[Change]:
    """The newest entries of a tenant, without the large columns that they do not need."""
    last = ChangeCounter.objects.bounds(tenant_id).last
    return _light(between(rows, tenant_id, last - WINDOW, last))


def _light(rows: QuerySet[Change]) -> QuerySet[Change]:
    in_order = rows.order_by("-number").select_related("scan__domain")
    return in_order.defer("scan__result", "scan__domain__domain_metadata")


def of_kind(rows: QuerySet[Change], kind: str) -> QuerySet[Change]:
    """The entries of this kind. If none is given: all except first scans."""
    return of_kinds(rows, [kind] if kind in {*KINDS, FIRST} else list(KINDS))


@dataclass(frozen=True, slots=True)
class KindLink:
    label: str
    query: str
    active: bool


def kind_links(request: HttpRequest) -> list[KindLink]:
    """Links for the kinds, shown above the list. They keep the other filters."""
    now = request.GET.get("kind", "")
    kept = {name: text for name, text in request.GET.items() if name not in {"kind", "p", "e"}}
    kinds = {"": "All", **ALL_KINDS}
    return [
        KindLink(
            f"{label[0].upper()}{label[1:]}", urlencode(kept | ({"kind": kind} if kind else {})), kind == now
        )
        for kind, label in kinds.items()
    ]


def feed_url(request: HttpRequest) -> str:
    """The URL of this user's feed, with the filters of the page."""
    if not isinstance(request.user, User):
        return ""
    url = reverse("admin:domains_change_rss", args=[request.user.pk, _secret(request.user)])
    chosen = {
        name: request.GET[name] for name in ("kind", TenantFilter.parameter_name) if request.GET.get(name)
    }
    return request.build_absolute_uri(f"{url}?{urlencode(chosen)}" if chosen else url)


def rss(request: HttpRequest, user_id: int, secret: str) -> HttpResponse:
    """GET /admin/domains/change/rss/USER/SECRET/?kind=contacts: the newest changes, without a session."""
    user = User.objects.filter(pk=user_id, is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(secret, _secret(user)):
        raise Http404
    if not user.has_perm("domains.view_domain"):
        raise Http404
    rows = of_kind(newest(Change.objects.all(), chosen_tenant(request)), request.GET.get("kind", ""))
    response = HttpResponse(_feed(request, rows[:FEED_ENTRIES]), content_type="application/rss+xml")
    response.headers["Cache-Control"] = "private, max-age=300"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _feed(request: HttpRequest, rows: QuerySet[Change]) -> str:
    page = request.build_absolute_uri(reverse("admin:domains_change_changelist"))
    feed = Rss201rev2Feed(title="ScraperSky: what changed", link=page, description="Changes of all domains")
    for change in rows:
        lines = list(lines_of(change.scan.changes)) or ["first scan"]
        scan = reverse("admin:domains_scan_change", args=[change.pk])
        feed.add_item(
            title=visible(f"{change.scan.domain.domain}: {lines[0]}"[:300]),
            link=request.build_absolute_uri(scan),
            description="".join(format_html("<p>{}</p>", visible(line)) for line in lines[:100]),
            pubdate=change.scan.finished_at,
            unique_id=str(change.pk),
            unique_id_is_permalink=False,
        )
    text: str = feed.writeString("utf-8")
    return text


def _secret(user: User) -> str:
    return salted_hmac(__name__, f"{user.pk} {user.password}", algorithm="sha256").hexdigest()[:40]
