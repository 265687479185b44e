"""The sections of the report of an answer, one file each."""
