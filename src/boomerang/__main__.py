"""`python -m boomerang` does what the command `boomerang` does."""

from boomerang.cli.main import main

main()
