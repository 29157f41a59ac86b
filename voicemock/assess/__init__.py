"""A recording becomes an answer, without an interview: heard, measured, recovered."""
