"""Reading text: YAML with lines, CSV, wording."""
