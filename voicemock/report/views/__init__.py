"""What reports say, as plain values: no layout, no file."""
