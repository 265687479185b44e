"""What a figure says, however it is written and with or without what is so anyway: to find it twice."""

from collections.abc import Hashable, Iterable
from dataclasses import fields

from boomerang.case.parts.fields import as_date
from boomerang.case.parts.meaning import meaning, whom
from boomerang.case.parts.names import Names
from boomerang.case.parts.record import Observation, Quantity
from boomerang.case.parts.schema import Case
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.statistics.scale import COUNT
from boomerang.case.parts.statistics.share import ShareOfAll
from boomerang.case.parts.statistics.statistic import Statistic
from boomerang.case.parts.values import Duration, Expression

BY_THEM = ("said_by", "known", "source", "unused")  # by whom, when and where it was said


class FigureMeanings:
    """The meanings of the figures of one case; the parts of its people are looked up once."""

    def __init__(self, case: Case, names: Names) -> None:
        self._case = case
        self._names = names
        self._parts: dict[tuple[tuple[str, ...], bool], Hashable] = {}
        self._values: dict[str, frozenset[str]] = {}

    def of(self, entry: object) -> Hashable:
        """The same for figures that say the same; of what is no figure, what it means otherwise."""
        if not isinstance(entry, Quantity):
            return meaning(entry)
        figure = (_range(entry), *_agency(entry)) if isinstance(entry, Observation) else ()
        return self.said(entry), figure

    def said(self, entry: Quantity) -> Hashable:
        """What is counted, and by whom, when and where the figure of it was said."""
        return self.counted(entry), tuple(map(vars(entry).get, BY_THEM))

    def counted(self, quantity: Quantity) -> Hashable:
        """What is counted, of whom and when, and what is done with the counts."""
        period = self._case.period
        days = quantity.start or period.start, quantity.last or period.end
        after = frozenset(map(_moment, quantity.after))
        count = frozenset(map(_count, quantity.count))
        part = self._part(quantity.within, isinstance(quantity.statistic, ShareOfAll))
        return count, part, _done(quantity.statistic), days, after

    def _part(self, within: tuple[str, ...], of_all: bool) -> Hashable:
        if (within, of_all) not in self._parts:
            self._parts[within, of_all] = self._people(within, of_all)
        return self._parts[within, of_all]

    def _people(self, within: Iterable[str], of_all: bool) -> Hashable:
        """Whom all parts mean together: the values left of each subject, where they are not all there are.

        What is a share of all people says which, be it everybody.
        """
        left: dict[str, frozenset[str]] = {}
        strange: set[str] = set()
        for text in within:
            part = whom(text)
            if isinstance(part, Selector):
                values = frozenset(part.values)
                left[part.subject] = left.get(part.subject, values) & values
            else:
                strange.add(text)
        kept = {one for one in left.items() if of_all or one[1] != self._all(one[0])}
        return frozenset(kept), frozenset(strange)

    def _all(self, subject: str) -> frozenset[str]:
        """Every value of a trait, a track or a column of the places; none where they are not known."""
        if subject not in self._values:
            known = self._names.values.get(subject) or self._names.columns.get(subject, ())
            self._values[subject] = frozenset(known)
        return self._values[subject]


def _count(text: str) -> Hashable:
    part = whom(text)
    return part.meaning if isinstance(part, Selector) else part


def _done(given: Statistic) -> Hashable:
    """What is done with the counts, with the other count as it is meant."""
    said = (getattr(given, field.name) for field in fields(given) if field.name not in ("text", "other"))
    return type(given).__name__, tuple(said), _count(given.compared_with)


def _moment(text: str) -> Hashable:
    try:
        return as_date(text)
    except ValueError:
        return text


def _range(given: Observation) -> Hashable:
    """The figure and its ends, which are the figure itself where they are left out."""
    value, high = given.value, given.high
    low = given.at_least if given.low is None else given.low
    return value, (value if low is None else low), (value if high is None else high)


def _agency(given: Observation) -> Iterable[Hashable]:
    """How an agency counts: at once, all, to a person and, with a range, without error if not said."""
    ranged = given.low is not None and given.high is not None
    error = Expression((0.0,)) if given.error is None and ranged else given.error
    step = 1.0 if given.statistic.scale == COUNT else None
    return (
        _unless(given.delay, 0.0),
        _unless(given.detected, 1.0),
        _unless(given.drift, 0.0),
        _unless(error, None),
        given.rounding or step,
    )


def _unless(given: Expression | Duration | None, usual: float | None) -> Hashable:
    """What is said, in numbers where it names no parameter; None for what is so anyway."""
    if given is None:
        return None
    if given.names:
        return meaning(given)
    number = given.days({}) if isinstance(given, Duration) else given.value({})
    return None if number == usual else number
