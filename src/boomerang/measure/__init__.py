"""What is measured of a run: counts, figures as announced, quantities that could be collected."""
