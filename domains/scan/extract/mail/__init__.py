"""E-mail addresses as they are written: in text, obfuscated, in scripts.

``extract.emails`` looks for them in a page.
"""
