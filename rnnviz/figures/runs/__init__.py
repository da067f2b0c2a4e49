"""Runs side by side: their curves on one chart, what differs between them, and all of it as text."""
