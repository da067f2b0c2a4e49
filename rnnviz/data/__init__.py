"""How a task's data lie."""
