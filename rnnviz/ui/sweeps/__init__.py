"""What the page Phase diagram shares."""
