"""Pictures of a lecture."""
