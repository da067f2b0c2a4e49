"""A lecture: its scenes, its repository, and the one that is being held."""
