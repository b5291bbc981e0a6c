"""The integration with django-q2.

``tasks`` contains the function that its schedule calls; ``process_guard`` keeps a cluster working when one of
its processes is killed. ``broker``, its queue, is set in the settings, and uses ``renamed_tasks``.
"""

__all__ = [
    "process_guard",
    "tasks",
]
