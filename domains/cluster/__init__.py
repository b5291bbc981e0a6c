"""The integration with django-q2.

``tasks`` contains the functions that django-q2's schedules call. ``process_guard`` keeps a cluster working
when one of its processes is killed. ``broker`` is the queue of tasks; the settings name it for django-q2.
It uses ``renamed_tasks``, so that tasks of earlier versions still run.
"""

__all__ = [
    "process_guard",
    "tasks",
]
