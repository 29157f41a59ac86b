"""Says a question aloud: turns its text into sound that can be played, and played again."""
