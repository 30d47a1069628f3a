"""Hold the body map: its places and figures, and which findings show where."""
