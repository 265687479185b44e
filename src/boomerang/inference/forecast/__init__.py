"""What comes next, and how good it was."""
