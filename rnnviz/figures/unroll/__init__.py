"""Pictures of an unrolled network."""
