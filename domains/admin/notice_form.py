"""The form of a notice. URLs are typed once: what is stored of them is never shown again."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from domains.models import ApiToken, Domain, Notice, NoticeReceiver, SavedFilter
from domains.models.domain import default_tenant
from domains.models.domain_filter import TENANT, narrow
from domains.models.notice import LONGEST_URL, HowOften
from domains.notices import services
from domains.notices.change_words import ALL_KINDS, KINDS
from domains.notices.sender import Checked, NoAnswer, Senders
from scrapersky.time_zone import zones

MOST_NOTICES = 20  # of one user
MOST_RECEIVERS = 5  # of one notice
ZONES = ["UTC", *sorted(zones() - {"UTC"})]


class NoticeForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    user: User  # of the request; set by the admin

    tenant_id = forms.ChoiceField(label="Tenant", required=False, widget=UnfoldAdminSelectWidget)
    saved_filter = forms.ModelChoiceField(
        SavedFilter.objects.none(),
        label="Domains",
        required=False,
        empty_label="All domains",
        widget=UnfoldAdminSelectWidget,
        help_text="All, or those of one of your saved filters. Filters are saved above the list of domains.",
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds of change",
        choices=list(ALL_KINDS.items()),
        initial=list(KINDS),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        error_messages={"required": "Choose at least one kind of change."},
    )
    how_often = forms.ChoiceField(
        label="How often",
        choices=HowOften.choices,
        initial=HowOften.AT_ONCE,
        widget=UnfoldAdminRadioSelectWidget,
        help_text="At once: the first within a minute, later ones collected for ten minutes.",
    )
    hour = forms.TypedChoiceField(
        label="At",
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        initial=8,
        widget=UnfoldAdminSelectWidget,
        help_text="For messages once a day or once a week.",
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=[(zone, zone.replace("_", " ")) for zone in ZONES],
        initial=timezone.get_current_timezone_name,
        widget=UnfoldAdminSelectWidget,
        help_text="Also used for the times in messages.",
    )
    new_urls = forms.CharField(
        label="Send to",
        required=False,
        widget=UnfoldAdminTextareaWidget(
            attrs={"rows": 3, "autocomplete": "off", "placeholder": services.EXAMPLES[0]}
        ),
        help_text=(
            "One apprise URL in each line, for e-mail or a chat. Without one, nothing is sent. A URL has a "
            f"password or a token, and is not shown again. Examples: {', '.join(services.EXAMPLES)}"
        ),
    )
    removed = forms.MultipleChoiceField(
        label="Tell no longer", required=False, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )

    class Meta:
        model = Notice
        fields = (
            "name", "saved_filter", "tenant_id", "kinds",
            "how_often", "weekday", "hour", "time_zone", "active",
        )  # fmt: skip
        widgets = {"name": UnfoldAdminTextInputWidget(), "weekday": UnfoldAdminSelectWidget()}
        labels = {"weekday": "On"}
        help_texts = {
            "name": "Shown in the subject of the messages.",
            "weekday": "For messages once a week.",
            "active": "While it is off, nothing is sent, and what changes meanwhile is not told later.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accepted: list[tuple[str, Checked]] = []  # URLs to add
        self.fields["saved_filter"].queryset = SavedFilter.objects.filter(user=self.user)  # type: ignore[attr-defined]
        self.fields["tenant_id"].choices = self.tenants()  # type: ignore[attr-defined]
        present = self.instance.receivers.order_by("pk") if self.instance.pk else []
        self.fields["removed"].choices = [(str(row.pk), row.label) for row in present]  # type: ignore[attr-defined]

    @staticmethod
    def tenants() -> list[tuple[str, str]]:
        others = set(ApiToken.objects.values_list("tenant_id", flat=True)) - {default_tenant()}
        return [(str(default_tenant()), "default"), *((str(one), str(one)) for one in sorted(others))]

    def clean_saved_filter(self) -> SavedFilter | None:
        chosen: SavedFilter | None = self.cleaned_data["saved_filter"]
        if chosen:
            try:
                narrow(Domain.objects.all(), chosen.query)
            except ValueError as error:
                raise forms.ValidationError(
                    f"This filter contains {error}, which a notice cannot follow. Save one without it."
                ) from error
        return chosen

    def clean_new_urls(self) -> str:
        """Check each line, first what can be told from its text, then with apprise."""
        text: str = self.cleaned_data["new_urls"]
        lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        errors = [f"Line {number}: {told}." for number, url in lines if (told := _refusal(url))]
        if not errors and lines:
            errors = self._ask_apprise(lines)
        if errors:
            raise forms.ValidationError(errors)
        return text

    def _ask_apprise(self, lines: list[tuple[int, str]]) -> list[str]:
        try:
            with Senders() as senders:
                checked = senders.check(url for _, url in lines)
        except NoAnswer as error:
            return [f"The URLs could not be checked: {error}. Try again."]
        self.accepted = [(url, one) for (_, url), one in zip(lines, checked, strict=True)]
        return [
            f"Line {number}: {one.error.rstrip('.')}."
            for (number, _), one in zip(lines, checked, strict=True)
            if one.error
        ]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["tenant_id"] = self._tenant(data)
        present = len(self.fields["removed"].choices) - len(data.get("removed", []))  # type: ignore[attr-defined]
        if "new_urls" in data and not 0 < present + len(self.accepted) <= MOST_RECEIVERS:
            told = f"at most {MOST_RECEIVERS} URLs" if present + len(self.accepted) else "at least one URL"
            self.add_error("new_urls", f"A notice needs {told} in all.")
        if not self.instance.pk and Notice.objects.filter(user=self.user).count() >= MOST_NOTICES:
            raise forms.ValidationError(f"You have {MOST_NOTICES} notices; delete one first.")
        return data

    def _tenant(self, data: dict[str, Any]) -> UUID:
        """That of the saved filter, as its domains are of one tenant."""
        chosen = data.get("saved_filter")
        text = parse_qs(chosen.query).get(TENANT, [""])[0] if chosen else data.get("tenant_id")
        try:
            return UUID(text)
        except (ValueError, TypeError):
            return default_tenant()


def _refusal(url: str) -> str:
    if len(url) > LONGEST_URL:
        return f"it has more than {LONGEST_URL:,} characters"
    return services.refusal(url)


def store_receivers(form: NoticeForm, notice: Notice) -> None:
    """Delete the receivers that were unticked, and add those of the new URLs."""
    notice.receivers.filter(pk__in=form.cleaned_data["removed"]).delete()
    for url, checked in form.accepted:
        NoticeReceiver.objects.create(
            notice=notice,
            url=url,
            label=checked.label,
            longest_title=checked.longest_title,
            longest_body=checked.longest_body,
        )
