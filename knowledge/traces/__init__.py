"""Hold traces: what the machines of a laboratory print, as numbers."""
