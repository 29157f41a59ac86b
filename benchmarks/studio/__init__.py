"""What the studio is measured by, with a real server, browser, sound server and recognizer: see `__main__`."""
