"""What the page Watch shares."""
