"""Checks of figures that stand in a file: the entry in the case, then every row."""

from boomerang.case.check.measurable import check_measurable
from boomerang.case.check.observable import check_counts, check_measured, is_state
from boomerang.case.check.observation import MOST_DAYS, check_agency, check_ends, check_figure
from boomerang.case.check.review import Review
from boomerang.case.parts.filed.entry import DATES, Becoming, EventsFile, Filed, SeriesFile
from boomerang.case.parts.filed.filing import Filing
from boomerang.case.parts.recorded import read_filing
from boomerang.case.parts.statistics.number import HOW_MANY
from boomerang.case.text.errors import CaseError, Problem, first_of
from boomerang.case.text.yaml_text import Steps


def check_filed(review: Review, entry: Filed, number: int) -> int:
    """Check an entry that names a file, and say how many figures it makes; of one that is not used 0.

    Of that only what is counted is checked.
    """
    before, steps = len(review.problems), ("observations", number)
    check_counts(review, entry.quantity, steps)
    check_measured(review, entry.quantity, steps)
    _check_known(review, entry, steps)
    review.check_where(entry.where, steps)
    if isinstance(entry, SeriesFile):
        _check_series(review, entry, steps)
    else:
        _check_events(review, entry, steps)
    _check_apart(review, entry, steps)
    if entry.unused is None and len(review.problems) == before:
        check_measurable(review, entry.quantity, steps)
    if entry.unused is None and len(review.problems) == before and _can_be_read(review):
        return _check_rows(review, entry, number)
    return 0


def _can_be_read(review: Review) -> bool:
    """Whether it is clear which days and places there are."""
    return not any(review.source.removed_within((key,)) for key in ("period", "population"))


def _check_known(review: Review, entry: Filed, steps: Steps) -> None:
    """Check the rule for when figures became known."""
    if not isinstance(entry.known, Becoming):
        return
    lag, column = entry.known.lag, entry.known.column
    if (lag is None) == (column is None):
        review.report((*steps, "known"), "give either lag or column")
    elif column is not None and isinstance(entry, EventsFile):
        message = "a span has many events, or none; write a day or {lag: 1 month}"
        review.report((*steps, "known", "column"), message)
    elif lag is not None and (lag.names or lag.days({}) > MOST_DAYS):
        message = f"'{lag}' is not a fixed time of at most 100 years; write one like 1 month"
        review.report((*steps, "known", "lag"), message)


def _check_series(review: Review, entry: SeriesFile, steps: Steps) -> None:
    if len(entry.period) > 1 and entry.every is not None:
        review.report((*steps, "every"), "period names the columns of both days; leave this out")


def _check_events(review: Review, entry: EventsFile, steps: Steps) -> None:
    if not entry.dates:
        review.report(steps, "it is not clear when an event happened; give format, or date with its column")
    elif entry.date and entry.format:
        message = f"{entry.format} has the days in '{DATES[entry.format]}'; give either format or date"
        review.report((*steps, "date"), message)
    for key in ("low", "high"):
        if getattr(entry, key) is not None and entry.number is None:
            review.report((*steps, key), "each row counts as one event; give number too, or leave this out")
    if entry.statistic != HOW_MANY:
        review.report((*steps, "statistic"), "the events of a list are counted; leave this out")
    for index, count in enumerate(entry.count):
        if is_state(review, count):
            message = f"'{count}' is a state; what a list of events counts are events"
            review.report((*steps, "count", index), message)


def _check_apart(review: Review, entry: Filed, steps: Steps) -> None:
    """Check what is counted apart."""
    if entry.place and entry.province:
        review.report((*steps, "province"), "a place lies in a province; give place alone")
    if entry.names and not entry.apart:
        review.report((*steps, "names"), "nothing is counted apart; give place or province too")


def _check_rows(review: Review, entry: Filed, number: int) -> int:
    """Check every figure of the file as one of the case is checked; gives how many there are."""
    steps = ("observations", number)
    try:
        filing = read_filing(review.case, number)
    except CaseError as error:
        review.note_all(error.problems)
        return 0
    check_agency(review, filing.observations[0], steps)
    rows = _RowsReview(review, entry, filing)
    for figure, line in zip(filing.observations, filing.lines, strict=True):
        rows.line = line
        check_ends(rows, figure, steps)
        check_figure(rows, figure, steps)
    review.problems += first_of(rows.problems)
    return len(filing.observations)


class _RowsReview(Review):
    """The review of a case, of which problems stand in the lines of a file as far as a column has them."""

    def __init__(self, review: Review, entry: Filed, filing: Filing) -> None:
        self.__dict__ |= review.__dict__
        self.problems = []
        self.line: int | None = None
        self._whole, self._entry, self._file = review, entry, filing.file
        self._told: set[Steps] = set()

    def report(self, steps: Steps, message: str) -> None:
        """Note a problem of a row; one of the entry once."""
        column = self._column(steps)
        if column and self.line is not None:
            self.problems.append(Problem(self._file, self.line, column, message))
        elif steps not in self._told:
            self._told.add(steps)
            self._whole.report(steps, message)

    def _column(self, steps: Steps) -> str | None:
        """The column in which what is wrong stands."""
        entry, key = self._entry, str(steps[-1])
        if key == "known":
            return entry.known.column if isinstance(entry.known, Becoming) else None
        if isinstance(entry, EventsFile):
            return None
        return {"value": entry.value, "low": entry.low, "high": entry.high}.get(key, entry.value)
