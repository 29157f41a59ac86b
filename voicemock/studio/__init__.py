"""The studio: the interview in the browser, on this machine."""
