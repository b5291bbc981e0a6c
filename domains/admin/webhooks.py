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
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from domains.admin.large_tables import LargeTableAdmin, ReadOnlyAdmin, moment
from domains.models import Delivery, Webhook
from domains.models.webhook import DeliveryStatus, QuotaExceeded, WebhookEvent, WebhookQuerySet, all_events
from domains.webhooks import delivery, events

OUTCOME_COLOURS = {DeliveryStatus.DELIVERED: "success", DeliveryStatus.FAILED: "danger"}


class WebhookForm(ModelForm):  # type: ignore[type-arg]  # not generic at run time
    events = forms.MultipleChoiceField(
        choices=WebhookEvent.choices, widget=forms.CheckboxSelectMultiple, initial=all_events
    )

    class Meta:
        model = Webhook
        fields = ("url", "events", "active", "tenant_id")
        field_classes = {"url": forms.CharField}  # clean_url validates it
        widgets = {"url": UnfoldAdminTextInputWidget()}

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            events.check_url(url)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return url

    def clean(self) -> dict[str, Any]:
        """The quota applies where a webhook becomes one of this tenant."""
        tenant = self.cleaned_data.get("tenant_id")
        if tenant and (self.instance._state.adding or self.initial.get("tenant_id") != tenant):
            try:
                Webhook.objects.check_quota(tenant)
            except QuotaExceeded as error:
                raise forms.ValidationError(str(error)) from error
        return self.cleaned_data


@admin.register(Webhook)
class WebhookAdmin(LargeTableAdmin):
    form = WebhookForm
    list_display = ("url", "hears_of", "active", "receiver_state", "created")
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
            messages.warning(
                request,
                f"Copy this secret now, messages are signed with it, it is not shown again: {obj.secret}",
            )

    @display(description="events")
    def hears_of(self, webhook: Webhook) -> str:
        return ", ".join(webhook.events)

    @display(description="receiver")
    def receiver_state(self, webhook: Webhook) -> str:
        """Whether messages are accepted, and until when none is sent."""
        receiver = webhook.receiver
        if receiver is None or not receiver.failures:
            return "accepts messages"
        failed = f"{receiver.failures} failed in a row"
        if receiver.rests_until and receiver.rests_until > timezone.now():
            return f"rests until {moment(receiver.rests_until)}: {failed}"
        return failed

    @display(description="created")
    def created(self, webhook: Webhook) -> str:
        return moment(webhook.created_at)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("what", "to", "outcome", "attempts", "http_status", "error", "created")
    list_select_related = ("webhook",)
    list_filter = ("status", "event")
    sortable_by = ()
    ordering = ("-created_at",)
    fields = (
        "event", "webhook", "status", "attempts", "http_status", "error", "created_at", "attempted_at",
        "message",
    )  # fmt: skip
    actions = ("send_again",)

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
            messages.success(request, f"{len(sent)} will be sent again.")

    @display(description="event")
    def what(self, row: Delivery) -> str:
        return row.event

    @display(description="to")
    def to(self, row: Delivery) -> str:
        return row.webhook.url

    @display(description="outcome", label=OUTCOME_COLOURS)
    def outcome(self, row: Delivery) -> str:
        return row.status

    @display(description="created")
    def created(self, row: Delivery) -> str:
        return moment(row.created_at)

    @display(description="message")
    def message(self, row: Delivery) -> str:
        return json.dumps(row.payload, indent=2, ensure_ascii=False)
