"""Files of other programs as named arrays: one reader for each kind, and none knows a network."""
