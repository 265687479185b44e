"""What must hold of a case, one rule family a file."""
