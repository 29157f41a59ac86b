"""Keeps answers: a folder each, and a database to find them by."""
