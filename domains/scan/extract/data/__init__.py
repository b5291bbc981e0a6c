"""Words and places that extraction knows, as TOML files and tables; ``place_names`` writes the tables."""
