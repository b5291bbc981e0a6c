"""django-q2's own admin pages, in the style of the others."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest
from django.utils.text import Truncator
from django_q import admin as queue_admin
from django_q.models import Failure, OrmQ, Schedule, Success, Task
from unfold.admin import ModelAdmin
from unfold.decorators import display

from domains.admin.domain_columns import NONE
from domains.admin.large_tables import LargeTableAdmin, moment
from domains.templatetags.scrapersky import ahead, duration

LONGEST_RESULT = 300  # characters shown in a list; the page of a task has all

queue_admin.resubmit_task.allowed_permissions = ("change",)  # django-q2 requires no permission

for _model in (Failure, OrmQ, Schedule, Success):
    admin.site.unregister(_model)


class TaskWords:
    """The columns that lists of tasks have in common."""

    @display(description="task")
    def what(self, task: Any) -> str:
        """The schedule that the task is of. django-q2's own names of tasks are four random words."""
        group: str = task.group() if callable(task.group) else task.group
        return group or (task.name() if callable(task.name) else task.name)

    @display(description="started", ordering="started")
    def began(self, task: Task) -> str:
        return moment(task.started)

    @display(description="took")
    def took(self, task: Task) -> str:
        return duration(task.time_taken())

    @display(description="error")
    def error(self, task: Task) -> str:
        return Truncator(task.result).chars(LONGEST_RESULT)


@admin.register(Schedule)
class ScheduleAdmin(queue_admin.ScheduleAdmin, ModelAdmin):
    when_empty = "The schedules of this program appear here when the first cluster starts."
    list_display = ("label", "how_often", "due", "last", "get_success")
    list_display_links = ("label",)
    list_filter = ("schedule_type",)
    search_help_text = "Part of a name or of a function"

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "next_run":
            kwargs["help_text"] = "When this schedule runs next."  # django-q2's names UTC
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @display(description="name", ordering="name")
    def label(self, schedule: Schedule) -> str:
        return schedule.name or schedule.func

    @display(description="how often", ordering="schedule_type")
    def how_often(self, schedule: Schedule) -> str:
        if schedule.schedule_type == Schedule.MINUTES:
            return _every(schedule.minutes or 1)
        return schedule.cron or schedule.get_schedule_type_display().lower()

    @display(description="next run", ordering="next_run")
    def due(self, schedule: Schedule) -> str:
        return ahead(schedule.next_run) if schedule.repeats else "never again"

    @display(description="last task")
    def last(self, schedule: Schedule) -> str:
        return self.get_last_run(schedule) or NONE


@admin.register(OrmQ)
class QueuedTaskAdmin(TaskWords, queue_admin.QueueAdmin, LargeTableAdmin):
    when_empty = "Tasks wait here until a cluster takes them. At the moment none waits."
    list_display = ("what", "func", "not_before")

    @display(description="may be taken", ordering="lock")
    def not_before(self, task: OrmQ) -> str:
        """A task that a cluster has taken may be taken again if that cluster has not ended it by then."""
        return ahead(task.lock)


@admin.register(Success)
class SuccessAdmin(TaskWords, queue_admin.TaskAdmin, LargeTableAdmin):
    when_empty = "Tasks that have ended appear here."
    list_display = ("what", "func", "began", "took")
    search_help_text = "Part of a name or of a function"
    ordering = ("-stopped",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # nothing of it can be edited; django-q2 would show buttons that save


@admin.register(Failure)
class FailureAdmin(TaskWords, queue_admin.FailAdmin, LargeTableAdmin):
    when_empty = "Tasks that failed appear here, with the error. There is nothing to do."
    list_display = ("what", "error", "began", "took")
    search_help_text = "Part of a name or of a function"
    ordering = ("-stopped",)


def _every(minutes: int) -> str:
    """120 -> "every 2 hours", 60 -> "every hour", 90 -> "every 90 minutes"."""
    units = {"day": 1440, "hour": 60, "minute": 1}
    name, size = next(one for one in units.items() if minutes % one[1] == 0)
    return f"every {name}" if minutes == size else f"every {minutes // size} {name}s"
