"""An answer for other programs: spreadsheets, players, Praat, a diary."""
