"""Telephone numbers as they are written, and what they stand for.

``digits`` finds groups of digits in text, ``labels`` the words at them, ``refusals`` those that are none.
``coded`` reads those with a country code. ``resolution`` and ``placed`` decide which country the others
belong to, by the evidence of ``extract.regions`` in the order of ``evidence_order``. ``notation`` says
whether a number is written as in a country, ``numbering`` asks libphonenumber about it. ``extract.phones``
looks for them in a page.
"""
