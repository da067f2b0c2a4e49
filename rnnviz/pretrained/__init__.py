"""Networks that come ready trained, and how they were made."""
