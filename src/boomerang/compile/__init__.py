"""A case becomes the arrays of the engine."""
