"""What was trained or watched as files, out and in: tables, networks, one zip of it all, a report."""
