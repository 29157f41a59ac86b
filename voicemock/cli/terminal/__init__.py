"""Screen and keyboard: what commands and rehearsal are written with."""
