"""The values that flow between the rooms, and their published JSON."""
