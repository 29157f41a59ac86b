"""The engine of an interview: what is asked, recorded, judged and decided; shows nothing itself."""
