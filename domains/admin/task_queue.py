"""django-q2's own admin pages, in the style of the others."""

from __future__ import annotations

from django.contrib import admin
from django_q import admin as queue_admin
from django_q.models import Failure, OrmQ, Schedule, Success
from unfold.admin import ModelAdmin

from domains.admin.large_tables import LargeTableAdmin

queue_admin.resubmit_task.allowed_permissions = ("change",)  # django-q2 requires no permission

for _model in (Failure, OrmQ, Schedule, Success):
    admin.site.unregister(_model)


@admin.register(Schedule)
class ScheduleAdmin(queue_admin.ScheduleAdmin, ModelAdmin):
    when_empty = "The schedules of this program appear here when the first cluster starts."


@admin.register(OrmQ)
class QueuedTaskAdmin(queue_admin.QueueAdmin, LargeTableAdmin):
    when_empty = "Tasks wait here until a cluster takes them. At the moment none waits."


@admin.register(Success)
class SuccessAdmin(queue_admin.TaskAdmin, LargeTableAdmin):
    when_empty = "Tasks that have ended appear here."
    ordering = ("-stopped",)


@admin.register(Failure)
class FailureAdmin(queue_admin.FailAdmin, LargeTableAdmin):
    when_empty = "Tasks that failed appear here, with the error. There is nothing to do."
    ordering = ("-stopped",)
