"""Learning from arrays: which explanation, which parameters, and how surely."""
