"""An answer as plain data, which `--json` prints and explanation.json holds."""
