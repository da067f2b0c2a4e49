"""Many small trainings laid out as a map: what a sweep is, how it is run, and what became of it."""
