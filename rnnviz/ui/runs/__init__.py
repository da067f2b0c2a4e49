"""The page Runs: the list of all that was trained, the chosen on one chart, what can be done."""
