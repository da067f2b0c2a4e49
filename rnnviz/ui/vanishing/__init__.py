"""The page Vanish & explode."""
