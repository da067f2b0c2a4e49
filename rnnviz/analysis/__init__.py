"""What can be computed from a network that is at rest."""
