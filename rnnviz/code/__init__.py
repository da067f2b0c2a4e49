"""The dashboard's pages as short scripts: the same numbers in PyTorch, in NumPy, in a notebook."""
