"""Stored experiments and the workers that train them."""
