"""One module a command: options in, a call, a result printed."""
