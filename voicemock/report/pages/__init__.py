"""HTML pages: an answer, and the progress of all."""
