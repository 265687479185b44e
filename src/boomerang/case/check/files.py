"""Checks the names of the files beside a case."""

from boomerang.case.check.review import Review
from boomerang.case.parts.case_files import is_taken, named_files


def check_files(review: Review) -> None:
    """Check that the results of a run, which lie beside its case, would overwrite none of its tables."""
    for steps, name in named_files(review.case):
        if is_taken(name):
            review.report(
                steps, f"'{name}' is the name of a file of the results; give the table another name"
            )
