"""Maps of many trainings: one setting against another."""
