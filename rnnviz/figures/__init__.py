"""From a trace to pictures: pure functions that know no screen."""
