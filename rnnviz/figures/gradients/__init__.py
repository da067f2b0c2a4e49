"""Pictures of gradients through time."""
