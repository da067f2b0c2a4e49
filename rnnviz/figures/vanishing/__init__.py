"""Pictures of a chain of one matrix."""
