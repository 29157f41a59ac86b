"""The interview at the terminal: the engine's events shown, its choices offered as keys."""
