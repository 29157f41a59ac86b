"""Packs, phrases, frameworks, letters and checklists: read from TOML and checked."""
