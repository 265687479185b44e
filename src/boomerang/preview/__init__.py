"""What a case foretells before it is run."""
