"""Somebody's own PyTorch loop, watched while it trains."""
