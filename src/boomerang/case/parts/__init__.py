"""What a case can say, one kind of part a file."""
