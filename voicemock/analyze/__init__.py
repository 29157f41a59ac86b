"""Measures an answer: pure functions of its sound and its transcript."""
