"""Files written whole or not at all, for their owner only; TOML from anywhere read within bounds."""
