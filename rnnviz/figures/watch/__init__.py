"""Pictures of a watched training loop."""
