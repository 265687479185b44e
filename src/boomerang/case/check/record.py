"""Checks of what is counted, what is explained, and what could be done differently."""

from collections.abc import Hashable

from boomerang.case.check.changes import check_changed_schedules
from boomerang.case.check.counts import check_date
from boomerang.case.check.filed import check_filed
from boomerang.case.check.observable import check_observable
from boomerang.case.check.observation import check_observation
from boomerang.case.check.products import too_many
from boomerang.case.check.review import Review
from boomerang.case.parts.places import PLACE, PROVINCE
from boomerang.case.parts.population import Census
from boomerang.case.parts.record import Observation
from boomerang.case.parts.recorded import Recorded, problem_of, recorded
from boomerang.case.parts.same_figure import FigureMeanings
from boomerang.case.parts.schema import AS_IT_WAS
from boomerang.case.text.texts import show
from boomerang.case.text.yaml_text import Steps

MOST_RECORDED = 10_000  # figures of all observations
LONGEST_NAME = 200  # bytes of the name of an explanation, which stands in names of files


def check_record(review: Review) -> None:
    """Check observations, observables, tallies, the log, explanations, policies and the range of climates."""
    meant = FigureMeanings(review.case, review.names)
    review.check_differ(review.case.observations, ("observations",), meant.of)
    review.check_differ(review.case.observable, ("observable",), meant.of)
    _check_observations(review)
    if not review.problems and not review.source.removed:
        _check_figures_differ(review, meant)
        _check_said_once(review, meant)
    for index, observable in enumerate(review.case.observable):
        check_observable(review, observable, ("observable", index))
    _check_tallies(review)
    review.check_once(review.case.log, ("log",))
    for index, event in enumerate(review.case.log):
        review.check_undergone(event, ("log", index))
    _check_explanations(review)
    _check_policies(review)
    _check_ranges(review)


def _check_observations(review: Review) -> None:
    """Check the figures of each entry, as long as there are not too many."""
    figures = 0
    for index, entry in enumerate(review.case.observations):
        steps = ("observations", index)
        if isinstance(entry, Observation):
            check_observation(review, entry, steps)
            figures += entry.unused is None
        else:
            figures += check_filed(review, entry, index)
        if figures > MOST_RECORDED:
            instead = "count longer spans or fewer places, or leave entries out"
            review.report(steps, too_many("figures up to here", figures, MOST_RECORDED, instead))
            return


def _check_figures_differ(review: Review, meant: FigureMeanings) -> None:
    """Report an entry of which a figure, such as a row of a file, is one of an earlier entry too."""
    first: dict[Hashable, int] = {}
    told: set[int] = set()
    for figure in recorded(review.case):
        earlier = first.setdefault(meant.of(figure.observation), figure.number)
        if earlier != figure.number and figure.number not in told:
            told.add(figure.number)
            last = figure.observation.last or review.case.period.end
            message = (
                f"its figure of {last} is one of observations[{earlier}] too; leave it out of one of them"
            )
            review.report(("observations", figure.number), message)


def _check_said_once(review: Review, meant: FigureMeanings) -> None:
    """Report a figure of which the same source has said, on the same day, another value."""
    first: dict[Hashable, Recorded] = {}
    told: set[int] = set()
    for figure in recorded(review.case):
        earlier = first.setdefault(meant.said(figure.observation), figure)
        values = [one.observation.value for one in (earlier, figure)]
        if None not in values and values[0] != values[1] and figure.number not in told:
            told.add(figure.number)
            other = problem_of(review.case, earlier, "value", "")
            there = f"{other.file}:{other.line}" if other.line else other.path
            said = f"{show(values[1])} here and {show(values[0])} in {there}"
            message = f"'{figure.observation.said_by}' says of the same {said}; leave one of them out"
            review.note_all([problem_of(review.case, figure, "value", message)])


def _check_tallies(review: Review) -> None:
    for name, tally in review.case.tallies.items():
        review.check_once(tally.count, ("tallies", name, "count"))
        _check_by(review, tally.by, ("tallies", name, "by"))
        for index, event in enumerate(tally.count):
            review.is_known(event, "event", review.names.events, ("tallies", name, "count", index))


def _check_by(review: Review, by: tuple[str, ...], steps: Steps) -> None:
    """Check what is counted apart."""
    review.check_once(by, steps)
    allowed = [PLACE, PROVINCE, *review.names.traits]
    for index, part in enumerate(by):
        review.is_known(part, "place, province or trait", allowed, (*steps, index))
    if {PLACE, PROVINCE} <= set(by):
        review.report(steps, "counts by place are by province too, in which a place lies; write place")


def _check_explanations(review: Review) -> None:
    for name, explanation in review.case.explanations.items():
        if len(name.encode()) > LONGEST_NAME:
            message = (
                f"a name of {len(name)} letters fits into no name of a file; write at most {LONGEST_NAME}"
            )
            review.report(("explanations", name), message)
        review.check_once(explanation.mechanisms, ("explanations", name, "mechanisms"))
        for index, mechanism in enumerate(explanation.mechanisms):
            steps = ("explanations", name, "mechanisms", index)
            review.is_known(mechanism, "mechanism", review.case.mechanisms, steps)


def _check_policies(review: Review) -> None:
    for name, policy in review.case.policies.items():
        check_date(review, policy.start, ("policies", name, "from"))
        check_changed_schedules(review, name)
        if name == AS_IT_WAS and policy.changes:
            message = f"'{name}' is the country without a policy, which has no {policy.changes[0]}"
            review.report(("policies", name), f"{message}; give this policy another name")
        review.check_once(policy.without, ("policies", name, "without"))
        for index, mechanism in enumerate(policy.without):
            steps = ("policies", name, "without", index)
            review.is_known(mechanism, "mechanism", review.case.mechanisms, steps)


def _check_ranges(review: Review) -> None:
    """Check what climates are of and what scales levers."""
    for name, climate in review.case.climates.items():
        allowed = ["nation", "province", "place", *review.names.traits]
        review.is_known(climate.of, "range or trait", allowed, ("climates", name, "of"))
    for name, lever in review.case.levers.items():
        if lever.scaled_by is not None:
            _check_scale(review, lever.of, lever.scaled_by, ("levers", name, "scaled by"))


def _check_scale(review: Review, of: str, column: str, steps: Steps) -> None:
    """Check that a lever is scaled by a column of the places, and is kept by place."""
    if isinstance(review.case.population, Census):
        review.report(steps, "a population of listed persons has no columns of places to scale a lever by")
    else:
        review.is_number_column(column, steps)
    if of != "place":
        review.report(steps, f"this lever is of {of}; only a lever `of: place` can be scaled by a column")
