"""Choosing, starting and steering a race, and showing it live."""
