"""Plays sound: a question, or an answer from any moment."""
