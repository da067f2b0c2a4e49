"""Which network a page shows, and what it makes of the typed text."""
