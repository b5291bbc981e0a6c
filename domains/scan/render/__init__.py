"""Rendering: a page that is empty without JavaScript -> its HTML after its scripts have run.

``guard`` is the proxy that all traffic of the browser goes through.
"""
