"""Checks that some run can come to a figure: of so many people, in so many steps, counted in this way."""

from math import exp, inf, log

from boomerang.case.check.observable import asked_of, is_state
from boomerang.case.check.review import Review
from boomerang.case.parts.bundle import Transition
from boomerang.case.parts.names import Names
from boomerang.case.parts.record import Observation
from boomerang.case.parts.statistics.number import HOW_MANY
from boomerang.case.text.texts import in_thousands, number_text, so_many
from boomerang.case.text.yaml_text import Steps, path_text

MOST_PER_STEP = 16  # events of a kind that one person can have in one step
ERRORS = 3.0  # a figure may be wrong by such a factor, or rounded
NEVER = 20.0  # minus the natural logarithm of the chance of what no run comes to
SLIGHT = 0.01  # by which shares and correlations are rounded without saying so


def check_reach(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that a run can come to such a number, and the agency to a figure of this rounding."""
    if observation.statistic == HOW_MANY:
        _check_number(review, observation, steps)
    _check_multiple(review, observation, steps)


def _check_number(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that the least figure given is not more than all people together can make."""
    given = [observation.value, observation.low, observation.at_least]
    least = min((figure for figure in given if figure is not None), default=0.0)
    if review.places is None:
        return
    people = int(review.places.people.sum())
    most = people * (1.0 if is_state(review, observation.counted) else MOST_PER_STEP * _steps(review))
    if 0 < most < least:
        said = (
            f"{in_thousands(least)} is more than {so_many(people, 'person', 'people')} can come to in a run"
        )
        review.report(steps, f"{said}, which is {most:,.0f}")
    elif most:
        _check_counted(review, observation, least, people, steps)


def _check_counted(review: Review, observation: Observation, least: float, people: int, steps: Steps) -> None:
    """Check that as few as are detected and announced in time can be counted; by luck, a few more may be."""
    most = people * sum(_most_each(review, count) for count in observation.count)
    share = share_detected(observation) * _share_in_time(review, observation)
    seen = most * share
    if 0 < share < 1 and out_of_luck(seen, least):
        key = "detected" if _is_detected_least(review, observation) else "delay"
        said = f"with this, of at most {most:,.0f} on average {seen:.2g} would be counted by then"
        review.report((*steps, key), f"{said}, and {in_thousands(least)} were")


def out_of_luck(seen: float, least: float) -> bool:
    """Whether no run comes to a figure, wrong as it may be, where so many are seen on average."""
    wanted = least / ERRORS
    return wanted > seen > 0 and wanted * log(wanted / seen) - wanted + seen > NEVER


def _most_each(review: Review, count: str) -> float:
    """How often one person can be counted: people are in a state once, and some events happen only once."""
    if is_state(review, count) or happens_once(review.names, count):
        return 1.0
    return MOST_PER_STEP * _steps(review)


def happens_once(names: Names, count: str) -> bool:
    """Whether an event moves people to states from which no way leads back to where it can happen."""
    event = names.events.get(count)
    if not isinstance(event, Transition):
        return False
    moves = [other.moves for other in names.events.values() if isinstance(other, Transition)]
    ways = [way for move in moves if move.track == event.moves.track for way in move.targets.items()]
    reached = set(event.moves.targets.values())
    while more := {target for source, target in ways if source in reached} - reached:
        reached |= more
    return not reached & set(event.moves.sources)


def _is_detected_least(review: Review, observation: Observation) -> bool:
    return share_detected(observation) < _share_in_time(review, observation)


def share_detected(observation: Observation) -> float:
    """1 where the share is in doubt, or changes."""
    detected = observation.detected
    fixed = detected is not None and not detected.names and observation.drift is None
    return detected.value({}) if detected is not None and fixed else 1.0


def _share_in_time(review: Review, observation: Observation) -> float:
    """1 where the delay is in doubt; people in a state are those of a day before."""
    last, delay = observation.last, observation.delay
    if last is None or delay is None or delay.names or is_state(review, observation.counted):
        return 1.0
    mean = delay.days({})
    return 1 - exp(-((last - review.case.period.start).days + 1) / mean) if mean > 0 else 1.0


def _steps(review: Review) -> float:
    """How many steps a run has, or one more."""
    period, days = review.case.period, review.days(review.case.period.step) or inf
    return ((period.end - period.start).days + 1) / days + 1


def check_range(review: Review, observation: Observation, given: float, steps: Steps) -> None:
    """Check that the statistic gives such figures; where nothing happens, it gives that for nothing."""
    statistic, slack = observation.statistic, max(SLIGHT, (observation.rounding or 0.0) / 2)
    low, high = statistic.range(asked_of(review, observation))
    below, above = given < low - slack and steps[-1] != "low", given > high + slack and steps[-1] != "high"
    if (below or above) and given != statistic.scale.nothing:
        message = f"the figure {number_text(given)} is outside {low:.3g} to {high:.3g}"
        review.report(steps, f"{message}, in which '{statistic}' lies here")


def _check_multiple(review: Review, observation: Observation, steps: Steps) -> None:
    """Check that a figure that was rounded is a multiple of what it was rounded to."""
    value, rounding = observation.value, observation.rounding
    ranged = observation.low is not None or observation.high is not None
    if value is None or rounding is None or ranged:
        return
    if abs(value / rounding - round(value / rounding)) > 1e-6 * max(1.0, value / rounding):
        message = f"the figure {number_text(value)} is no multiple of {number_text(rounding)}"
        at = path_text(review.source.written((*steps, "rounding")))
        review.report((*steps, "value"), f"{message}, to which it was rounded ({at}); correct one of them")
