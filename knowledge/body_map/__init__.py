"""The body map: places, figures, and what is found where."""
