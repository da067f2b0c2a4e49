"""All that was trained, watched or brought, side by side: what there is, and what differs."""
