"""The ODD description of a model, written from its case."""
