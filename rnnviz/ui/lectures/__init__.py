"""Making, holding and following a lecture."""
