"""How the admin writes times: one format everywhere, with the zone."""
