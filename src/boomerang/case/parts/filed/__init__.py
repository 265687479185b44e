"""Figures that stand in a file beside the case: series, and lists of events that are counted."""
