"""Import from the original ScraperSky: ``importer`` reads its database, ``row`` converts one row."""

__all__ = [
    "importer",
]
