"""Documents of headings, text, tables and charts, as one HTML file and as Markdown."""
