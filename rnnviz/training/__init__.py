"""Experiments and the training of their runs."""
