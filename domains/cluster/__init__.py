"""What django-q2 needs of us to run tasks.

``tasks`` holds the function that its schedule calls; ``process_guard`` lets a cluster survive the killing of
any of its processes. ``broker``, its queue, is named in the settings, and uses ``renamed_tasks``.
"""

__all__ = [
    "process_guard",
    "tasks",
]
