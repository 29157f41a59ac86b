"""Records an answer: from a microphone, or from a file in its place."""
