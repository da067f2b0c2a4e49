"""All that was trained, watched or brought, side by side: what there is, what differs, how it compares."""
