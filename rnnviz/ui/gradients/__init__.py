"""The page Backpropagate."""
