"""Notices of the own user: the list, the form, and what became of the messages of each receiver.

Superusers see those of others, without any URL, and may delete them.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import F, Prefetch, QuerySet
from django.db.models.functions import Now
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST
from unfold.decorators import display

from domains.admin.domain_columns import NONE
from domains.admin.large_tables import LargeTableAdmin, moment
from domains.admin.notice_form import NoticeForm, store_receivers
from domains.models import Notice, NoticeReceiver
from domains.models.notice import HowOften, Weekday
from domains.notices import outbox
from domains.notices.change_words import ALL_KINDS, KINDS
from domains.templatetags.scrapersky import ahead


@admin.register(Notice)
class NoticeAdmin(LargeTableAdmin):
    when_empty = "Add a notice, and you are told by e-mail or in a chat when something changes."
    form = NoticeForm
    change_form_template = "admin/domains/notice/page.html"
    list_display = ("name", "what", "how_often_told", "told", "sent", "owner")
    list_select_related = ("user", "saved_filter")
    sortable_by = ()
    ordering = ("name", "pk")
    conditional_fields = {"weekday": "how_often == 'weekly'", "hour": "how_often != 'at_once'"}
    fieldsets: Any = (
        (None, {"fields": ("name", "saved_filter", "tenant_id", "kinds")}),
        ("When", {"fields": ("how_often", "weekday", "hour", "time_zone")}),
        ("Where to", {"fields": ("new_urls", "removed", "active")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        rows = super().get_queryset(request)
        receivers = Prefetch("receivers", NoticeReceiver.objects.defer("url").order_by("pk"))
        mine = rows if _is_superuser(request) else rows.filter(user=request.user.pk)
        return mine.prefetch_related(receivers)

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return self.list_display if _is_superuser(request) else self.list_display[:-1]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("domains.view_domain")

    def has_view_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        own = obj is None or obj.user_id == request.user.pk or _is_superuser(request)
        return own and request.user.has_perm("domains.view_domain")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("domains.view_domain")

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        own = obj is None or obj.user_id == request.user.pk
        return own and request.user.has_perm("domains.view_domain")

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return self.has_view_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Notice | None = None) -> Any:
        if obj and not self.has_change_permission(request, obj):
            return ((None, {"fields": ("name", "owner", "what", "how_often_told", "told", "active")}),)
        (_, what), when, (title, where) = self.fieldsets
        if len(NoticeForm.tenants()) < 2:
            what = {"fields": tuple(name for name in what["fields"] if name != "tenant_id")}
        if obj is None:
            where = {"fields": ("new_urls",)}
        return ((None, what), when, (title, where))

    def get_readonly_fields(self, request: HttpRequest, obj: Notice | None = None) -> tuple[str, ...]:
        return ("owner", "what", "how_often_told", "told")

    def get_form(
        self, request: HttpRequest, obj: Notice | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type("NoticeFormOfUser", (form,), {"user": request.user})

    def get_urls(self) -> list[URLPattern]:
        views = {"test": self.test_view, "resume": self.resume_view}
        mine = [
            path(
                f"<int:pk>/{name}/<int:receiver_id>/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"domains_notice_{name}",
            )
            for name, view in views.items()
        ]
        return [*mine, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        notice = context.get("original")
        receivers = [ReceiverRow(one) for one in notice.receivers.all()] if notice else []
        waiting = any(one.receiver.test_at for one in receivers)
        return super().render_change_form(
            request, context | {"receivers": receivers, "test_waits": waiting}, *args, **kwargs
        )

    def save_model(self, request: HttpRequest, obj: Notice, form: ModelForm[Notice], change: bool) -> None:
        before = Notice.objects.filter(pk=obj.pk).first()
        if before is None:
            obj.user = cast(User, request.user)
        obj.tenant_id = form.cleaned_data["tenant_id"]
        super().save_model(request, obj, form, change)
        store_receivers(cast(NoticeForm, form), obj)
        if before and (before.tenant_id != obj.tenant_id or (obj.active and not before.active)):
            NoticeReceiver.objects.filter(notice=obj).start_from_now(obj.tenant_id)
        if before is None or form.has_changed():
            outbox.plan(obj)

    def response_add(self, request: HttpRequest, obj: Notice, post_url_continue: str | None = None) -> Any:
        messages.success(request, "The notice is on. Send a test message to see whether it arrives.")
        return redirect("admin:domains_notice_change", obj.pk)

    def test_view(self, request: HttpRequest, pk: int, receiver_id: int) -> HttpResponse:
        """POST: let a test message be sent by the cluster."""
        receiver = self._own(request, pk, receiver_id)
        since = timezone.now() - outbox.TEST_GAP
        if receiver.test_at or (receiver.tested_at and receiver.tested_at > since):
            messages.warning(request, "A test was sent less than a minute ago. Try again in a moment.")
        else:
            NoticeReceiver.objects.filter(pk=receiver.pk).update(test_at=Now())
            self.log_change(request, receiver.notice, f"Sent a test message: {receiver.label}.")
        return redirect("admin:domains_notice_change", pk)

    def resume_view(self, request: HttpRequest, pk: int, receiver_id: int) -> HttpResponse:
        """POST: tell a receiver again that was switched off or rests. What it missed is told as well."""
        receiver = self._own(request, pk, receiver_id)
        rows = NoticeReceiver.objects.filter(pk=receiver.pk)
        rows.update(off_at=None, failures=0, claims=F("claims") + 1)
        outbox.plan(receiver.notice)
        self.log_change(request, receiver.notice, f"Switched on again: {receiver.label}.")
        messages.success(request, "It is told again within ten minutes, also of what it has missed.")
        return redirect("admin:domains_notice_change", pk)

    def _own(self, request: HttpRequest, pk: int, receiver_id: int) -> NoticeReceiver:
        receiver = get_object_or_404(
            NoticeReceiver.objects.select_related("notice"), pk=receiver_id, notice=pk
        )
        if not self.has_change_permission(request, receiver.notice):
            raise PermissionDenied
        return receiver

    @display(description="changes")
    def what(self, notice: Notice) -> str:
        told = (
            "all kinds"
            if set(KINDS) <= set(notice.kinds)
            else ", ".join(ALL_KINDS[kind] for kind in notice.kinds if kind in ALL_KINDS)
        )
        return f"{notice.saved_filter or 'All domains'}: {told}"

    @display(description="how often")
    def how_often_told(self, notice: Notice) -> str:
        if notice.how_often == HowOften.AT_ONCE:
            return "at once"
        day = f"{Weekday(notice.weekday).label}s" if notice.how_often == HowOften.WEEKLY else "daily"
        return f"{day} at {notice.hour:02}:00 ({notice.time_zone})"

    @display(description="who is told")
    def told(self, notice: Notice) -> str:
        rows = [ReceiverRow(one) for one in notice.receivers.all()]
        if not notice.active:
            return "switched off"
        if not rows:
            return "nobody: add a URL"
        shown = ((row.receiver.label, row.style, row.state) for row in rows)
        lines = format_html_join("", '<span>{} <span class="sky-badge sky-{}">{}</span></span>', shown)
        return format_html('<span class="sky-cell">{}</span>', lines)

    @display(description="last message")
    def sent(self, notice: Notice) -> str:
        times = [one.last_sent_at for one in notice.receivers.all() if one.last_sent_at]
        return moment(max(times)) if times else NONE

    @display(description="user")
    def owner(self, notice: Notice) -> str:
        return notice.user.get_username()


class ReceiverRow:
    """A receiver as it is shown: everything except its URL."""

    def __init__(self, receiver: NoticeReceiver) -> None:
        self.receiver = receiver

    @property
    def state(self) -> str:
        if self.receiver.off_at:
            return "switched off"
        return "failing" if self.receiver.failures else "on"

    @property
    def style(self) -> str:
        return {"on": "completed", "failing": "paused", "switched off": "failed"}[self.state]

    @property
    def trouble(self) -> str:
        receiver = self.receiver
        if receiver.off_at:
            told = f"Switched off after {receiver.failures} failed messages in a row"
            return f"{told}. The last one: {receiver.last_error}"
        if not receiver.failures:
            return receiver.last_error
        return f"{receiver.last_error}. Next attempt: {ahead(receiver.next_at)}."

    @property
    def test(self) -> str:
        """The result of the last test."""
        if self.receiver.test_at:
            return "The test message waits for a cluster to send it."
        if self.receiver.tested_at and self.receiver.test_error:
            return f"The test failed: {self.receiver.test_error}"
        return "The test message was accepted." if self.receiver.tested_at else ""


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
