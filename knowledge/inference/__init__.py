"""The evidence model. No Django."""
