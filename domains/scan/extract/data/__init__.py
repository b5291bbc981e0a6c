"""Words and places for the extraction, as TOML files and tables; ``place_names`` writes the tables."""
