"""Taking over the database of the original ScraperSky: ``importer``; ``row`` translates one of its rows."""

__all__ = [
    "importer",
]
