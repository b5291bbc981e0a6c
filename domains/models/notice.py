"""Notice: which changes are reported to a user, and how often. NoticeReceiver: one apprise URL of a notice.

Each receiver follows the feed of changes (``Change.number``) by itself, so that one that fails delays no
other: ``told_to`` is the last number that was sent or needed no message. The messages themselves are not
stored; they are made of the changes when they are sent.
"""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from domains.models.change import ChangeCounter
from domains.models.domain import default_tenant
from domains.models.saved_filter import SavedFilter

LONGEST_URL = 2000


class HowOften(models.TextChoices):
    AT_ONCE = "at_once", "at once"
    DAILY = "daily", "once a day"
    WEEKLY = "weekly", "once a week"


class Weekday(models.IntegerChoices):
    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class Notice(models.Model):
    """``kinds`` are those of the page "What changed". Without a ``saved_filter``, of all domains."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    tenant_id = models.UUIDField(default=default_tenant)
    saved_filter = models.ForeignKey(
        SavedFilter, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    kinds = models.JSONField(default=list)
    how_often = models.CharField(max_length=8, choices=HowOften.choices, default=HowOften.AT_ONCE)
    hour = models.PositiveSmallIntegerField(default=8, help_text="Of the day in the time zone, 0 to 23.")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices, default=Weekday.MONDAY)
    time_zone = models.CharField(max_length=60, default="UTC")
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "notices"
        constraints = [
            models.CheckConstraint(condition=Q(how_often__in=HowOften.values), name="notices_how_often")
        ]

    def __str__(self) -> str:
        return self.name


class NoticeReceiverQuerySet(models.QuerySet["NoticeReceiver"]):
    def due(self) -> NoticeReceiverQuerySet:
        """Those that are to be looked at now, by the database's clock.

        A test is sent at once, also for a notice that is switched off, but not beside another message.
        """
        last = ChangeCounter.objects.filter(pk=OuterRef("notice__tenant_id"), last__gt=OuterRef("told_to"))
        news = ~Q(notice__how_often=HowOften.AT_ONCE) | Exists(last)
        regular = Q(notice__active=True, off_at=None, next_at__lte=Now()) & news
        test = Q(test_at__isnull=False) & (Q(claimed_to=0) | Q(next_at__lte=Now()))
        return self.filter(regular | test).order_by("next_at", "pk")

    def unchanged(self, receiver: NoticeReceiver) -> NoticeReceiverQuerySet:
        """This receiver, unless it was claimed since it was read."""
        return self.filter(pk=receiver.pk, claims=receiver.claims)

    def start_from_now(self, tenant_id: uuid.UUID) -> None:
        """Leave everything out that was found until now."""
        last = ChangeCounter.objects.bounds(tenant_id).last
        self.update(told_to=last, claimed_to=0, claims=F("claims") + 1)


class NoticeReceiver(models.Model):
    """The URL contains secrets: it is shown to nobody. ``label`` says what may be shown of it."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="receivers")
    url = models.CharField(max_length=LONGEST_URL)
    label = models.CharField(max_length=200)
    longest_title = models.PositiveIntegerField(default=250)
    longest_body = models.PositiveIntegerField(help_text="Characters that its service accepts.")
    added_at = models.DateTimeField(db_default=Now())
    told_to = models.BigIntegerField(default=0, help_text="The last change that was told or passed over.")
    claimed_to = models.BigIntegerField(
        default=0, help_text="The last change of the message that is being sent; 0 if none is."
    )
    claimed_at = models.DateTimeField(null=True, help_text="When the last message was claimed.")
    claims = models.BigIntegerField(default=0, help_text="Grows with each message: only the last may record.")
    next_at = models.DateTimeField(
        db_default=Now(), help_text="Nothing is sent before; while a message is sent, when it is sent again."
    )
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row, since the last success.")
    last_error = models.CharField(max_length=300, blank=True, default="")
    last_sent_at = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True, help_text="Since when nothing is sent, after many failures.")
    test_at = models.DateTimeField(null=True, help_text="When a test message was asked for that waits.")
    tested_at = models.DateTimeField(null=True)
    test_error = models.CharField(max_length=300, blank=True, default="")

    objects = NoticeReceiverQuerySet.as_manager()

    class Meta:
        db_table = "notice_receivers"
        indexes = [models.Index(fields=["next_at"], name="notice_receivers_next")]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it. A new one gets the changes that are found from now on."""
        if self._state.adding and not self.told_to:
            self.told_to = ChangeCounter.objects.bounds(self.notice.tenant_id).last
        super().save(*args, **kwargs)

    @property
    def searched(self) -> str:
        """What names persons: the URL, also with its user as an address, as e-mail URLs mean it."""
        parts = urlsplit(self.url)
        user = parts.netloc.rpartition("@")[0].partition(":")[0]
        address = f"{user}@{parts.netloc.rpartition('@')[2]}" if user else ""
        texts = (self.url, unquote_plus(self.url), unquote_plus(address))
        return " ".join([*texts, self.label, self.last_error, self.test_error])
