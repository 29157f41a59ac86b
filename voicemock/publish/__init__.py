"""An answer becomes a file: the formats and the progress page, wherever they are asked for."""
