"""The embedded engine: formualizer calculates the built-in functions that the native engine does not know."""
