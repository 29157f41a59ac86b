"""Exercises of five minutes, each with a before and an after: the engine behind every face."""
