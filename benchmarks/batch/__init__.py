"""What a batch costs, and what it bears: see `__main__`."""
