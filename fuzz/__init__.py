"""Input that nobody means well: `python -m fuzz` types, links, loads and sends it by the thousand."""
