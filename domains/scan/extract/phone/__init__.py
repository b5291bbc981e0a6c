"""Telephone numbers as they are written, and what they stand for.

``digits`` finds groups of digits in text, ``labels`` the words at them, ``refusals`` those that are none.
``notation`` and ``resolution`` decide which country a number belongs to, by the evidence of
``extract.regions``. ``numbering`` asks libphonenumber about it. ``extract.phones`` looks for them
in a page.
"""
