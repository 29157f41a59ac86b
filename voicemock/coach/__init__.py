"""A second opinion from a language model that runs on this machine: asked, read and looked at."""
