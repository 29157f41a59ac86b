"""The interview in the browser, on this machine: a server for one person, and a face of the engine."""
