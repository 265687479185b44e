"""Runs and ensembles: one simulated country, or many."""
