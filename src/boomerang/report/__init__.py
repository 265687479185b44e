"""What prints, draws and tells."""
