"""Notices: messages to people about what changed, through their own apprise URLs.

``change_words`` describes changes in words. ``selection`` finds the changes that a notice asks for, and
``messages`` makes a message of them. ``schedule`` says when the next one is due. ``outbox`` claims what is
due and records the results. ``lane`` is the threads of a cluster that send.

``sender`` starts the processes that send (``sending_process``), which may connect to public addresses only
(``guard``). ``services`` says which kinds of apprise URLs are allowed. These three need no Django.
"""

__all__ = [
    "change_words",
    "lane",
    "outbox",
    "schedule",
    "selection",
    "sender",
    "services",
]
