"""Shows an answer: as a view of plain values first, then as text."""
