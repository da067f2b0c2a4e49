"""A network and what it computes."""
