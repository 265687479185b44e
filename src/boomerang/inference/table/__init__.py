"""The reference table: simulated countries and what would have been announced there."""
