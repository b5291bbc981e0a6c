"""Webhooks and their delivery log. Failed messages can be sent again."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from unfold.decorators import display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminTextInputWidget

from domains.admin.domain_columns import NONE, lines_of, wrapped
from domains.admin.large_tables import LargeTableAdmin, ReadOnlyAdmin, moment, show_once
from domains.admin.scans import answer_in_words
from domains.models import Delivery, Webhook
from domains.models.webhook import DeliveryStatus, QuotaExceeded, WebhookEvent, WebhookQuerySet, all_events
from domains.templatetags.scrapersky import ahead
from domains.templatetags.state_words import choices, state_words
from domains.webhooks import delivery, events
from scrapersky.formats import written

# Which style of the states of domains a state of a message has.
STATE_STYLES: dict[str, str] = {
    DeliveryStatus.PENDING: "pending",
    DeliveryStatus.DELIVERED: "completed",
    DeliveryStatus.FAILED: "failed",
}


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return choices(DeliveryStatus)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        return queryset.filter(status=self.value()) if self.value() else queryset


class WebhookForm(ModelForm):  # type: ignore[type-arg]  # not generic at run time
    events = forms.MultipleChoiceField(
        choices=[(one.value, f"{capfirst(one.label)} ({one.value})") for one in WebhookEvent],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        initial=all_events,
        help_text="When a message is sent. The name in brackets is the type of the message.",
        error_messages={"required": "Choose at least one event."},
    )

    class Meta:
        model = Webhook
        fields = ("url", "events", "active", "tenant_id")
        field_classes = {"url": forms.CharField}  # clean_url validates it
        widgets = {"url": UnfoldAdminTextInputWidget(attrs={"placeholder": "https://crm.example.com/hook"})}
        labels = {"url": "URL", "tenant_id": "Tenant"}
        help_texts = {
            "url": "Messages are posted to it as JSON. Their secret for signatures is shown after saving.",
            "active": "While it is off, nothing is sent to it.",
            "tenant_id": "Whose scans it is told of. Without tenants of your own, keep it as it is.",
        }

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            events.check_url(url)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return url

    def clean(self) -> dict[str, Any]:
        """Check the quota if the webhook becomes one of this tenant."""
        tenant = self.cleaned_data.get("tenant_id")
        if tenant and (self.instance._state.adding or self.initial.get("tenant_id") != tenant):
            try:
                Webhook.objects.check_quota(tenant)
            except QuotaExceeded as error:
                raise forms.ValidationError(str(error)) from error
        return self.cleaned_data


@admin.register(Webhook)
class WebhookAdmin(LargeTableAdmin):
    when_empty = "Add a webhook: your program then gets a message when a scan ends or contacts change."
    form = WebhookForm
    list_display = ("address", "hears_of", "active", "receiver_state", "created")
    list_select_related = ("receiver",)
    readonly_fields = ("receiver_state",)
    list_filter = ("active",)
    sortable_by = ()
    ordering = ("-created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Webhook]:
        """Webhooks of a tenant; callbacks of single jobs and batches are not managed here."""
        webhooks: WebhookQuerySet = super().get_queryset(request)
        return webhooks.registered()

    def save_model(self, request: HttpRequest, obj: Webhook, form: ModelForm[Webhook], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            told = "Copy this secret now, it is not shown again. Messages are signed with it:"
            show_once(request, told, obj.secret)

    @display(description="URL")
    def address(self, webhook: Webhook) -> str:
        return wrapped(webhook.url)

    @display(description="told when")
    def hears_of(self, webhook: Webhook) -> str:
        labels: dict[str, str] = dict(WebhookEvent.choices)
        return lines_of(labels.get(event, event) for event in webhook.events)

    @display(description="receiver")
    def receiver_state(self, webhook: Webhook) -> str:
        """Whether messages are accepted, and until when none is sent."""
        receiver = webhook.receiver
        if receiver is None or not receiver.failures:
            return NONE if webhook._state.adding else "accepts messages"
        failed = f"{receiver.failures} failed in a row"
        if receiver.rests_until and receiver.rests_until > timezone.now():
            return f"rests until {written(receiver.rests_until)}: {failed}"
        return failed

    @display(description="created")
    def created(self, webhook: Webhook) -> str:
        return moment(webhook.created_at)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    when_empty = "Each message to a webhook appears here, with its answer. The first is sent after a scan."
    list_display = ("what", "to", "outcome", "next_try", "answer", "created")
    list_select_related = ("webhook__receiver",)
    list_filter = (StateFilter, "event")
    sortable_by = ()
    ordering = ("-created_at",)
    fields = (
        "event", "to", "outcome", "attempts", "next_try", "answer", "answer_text", "created", "attempted",
        "message",
    )  # fmt: skip
    actions = ("send_again",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """An answer can contain anything, such as a secret of the receiver: it is for operators only."""
        hidden = set() if request.user.has_perm("domains.change_webhook") else {"answer_text"}
        return [name for name in self.fields if name not in hidden]

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("domains.change_webhook")

    @admin.action(description="Send again", permissions=["send_again"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        sent = delivery.send_again(queryset)
        for row in sent:
            self.log_change(request, row, "Sent again.")
        if len(sent) < len(queryset):
            messages.warning(request, "Only failed deliveries can be sent again.")
        if sent:
            messages.success(
                request, f"{len(sent):,} {'message' if len(sent) == 1 else 'messages'} will be sent again."
            )

    @display(description="event")
    def what(self, row: Delivery) -> str:
        return row.get_event_display()

    @display(description="to")
    def to(self, row: Delivery) -> str:
        return wrapped(row.webhook.url)

    @display(description="state")
    def outcome(self, row: Delivery) -> str:
        style, told = STATE_STYLES.get(row.status, ""), state_words(row.status)
        return format_html('<span class="sky-badge sky-{}">{}</span>', style, told)

    @display(description="next try")
    def next_try(self, row: Delivery) -> str:
        """When a waiting message is sent next, and which attempt that is."""
        if row.status != DeliveryStatus.PENDING:
            return NONE
        receiver = row.webhook.receiver
        rests_until = receiver.rests_until if receiver else None
        due = max(row.next_attempt_at, rests_until or row.next_attempt_at)
        return f"{ahead(due)}, attempt {row.attempts + 1}"

    @display(description="answer of the receiver")
    def answer(self, row: Delivery) -> str:
        told = answer_in_words(row.http_status) if row.http_status else ""
        error = "" if row.http_status and str(row.http_status) in row.error else row.error
        return wrapped(": ".join(part for part in (told, error) if part))

    @display(description="last attempt")
    def attempted(self, row: Delivery) -> str:
        return moment(row.attempted_at)

    @display(description="created")
    def created(self, row: Delivery) -> str:
        return moment(row.created_at)

    @display(description="message")
    def message(self, row: Delivery) -> str:
        return json.dumps(row.payload, indent=2, ensure_ascii=False)
