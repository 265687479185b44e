"""Checks of what can happen: transitions, acts, encounters, and their hazard ratios."""

from collections.abc import Iterable, Iterator, Mapping

from boomerang.case.check.people import check_clear, check_part, check_selectors
from boomerang.case.check.ranges import COLUMN
from boomerang.case.check.review import Review, path_to
from boomerang.case.parts.bundle import SELF, Bundle, Encounter, Transition
from boomerang.case.parts.names import Event, Names, Term, own_events
from boomerang.case.parts.population import numeric_values
from boomerang.case.parts.selectors import Move, Selector, as_value
from boomerang.case.parts.values import OWN, Expression
from boomerang.case.text.texts import listed, unknown
from boomerang.case.text.yaml_text import Steps, path_text

TERM_KINDS = "numeric trait or column, feeling, climate, lever or selection of people"


def check_events(review: Review) -> None:
    """Check every event of the case and of its mechanisms, and the ratios that are added to them."""
    for mechanism, bundle in review.case.bundles().items():
        for name, event in own_events(bundle):
            kind = type(event).__name__.lower() + "s"
            _check_event(review, event, mechanism, (*path_to(mechanism), kind, name))
        _check_added_ratios(review, bundle, mechanism)


def _check_event(review: Review, event: Event, mechanism: str | None, steps: Steps) -> None:
    if isinstance(event, Transition):
        _check_move(review, event.moves, (*steps, "moves"))
    if isinstance(event, Encounter):
        _check_encounter(review, event, mechanism, steps)
    _check_who(review, event, (*steps, "who"))
    check_times(review, event.times, steps)
    _check_ratios(review, event.hazard_ratios, event, (*steps, "hazard ratios"))


def _check_move(review: Review, move: Move, steps: Steps) -> None:
    review.check_once(move.stages[0], steps, in_list=False)
    states = tuple(dict.fromkeys(move.states))
    review.is_known_selector(Selector(move.track, states), review.names.tracks, "track", steps)
    again = [state for stage in move.stages[1:] for state in stage if move.states.count(state) > 1]
    if again:
        message = f"'{move}' moves from '{again[0]}' to itself; for what changes no state write an act"
        review.report(steps, message)


def _check_encounter(review: Review, encounter: Encounter, mechanism: str | None, steps: Steps) -> None:
    review.is_known(encounter.to, "contact layer", [*review.names.layers, SELF], (*steps, "to"))
    transitions = [name for name, event in review.names.events.items() if isinstance(event, Transition)]
    if review.is_known(encounter.turns, "transition", transitions, (*steps, "turns")):
        check_reach(review, encounter.turns, mechanism, (*steps, "turns"))
    inner = (*steps, "chance ratios")
    _check_ratios(review, encounter.chance_ratios, None, inner)
    for text in encounter.chance_ratios:
        term = review.names.term(text)
        if term and (term.kind in ("climate", "lever") or term.name in review.names.tracks):
            review.report((*inner, text), f"'{text}' is neither a trait nor a feeling of the contact")


def check_reach(
    review: Review, event: str, mechanism: str | None, steps: Steps, what: str = "transition"
) -> None:
    """Report an event of another mechanism, because without that one it is not there."""
    owner = review.names.owners[event]
    if owner not in (None, mechanism):
        own = "of the case or of this mechanism" if mechanism else "of the case"
        switched = f"'{event}' belongs to the mechanism {owner}, which may be switched off"
        review.report(steps, f"{switched}; name a {what} {own}")


def _check_who(review: Review, event: Event, steps: Steps) -> None:
    check_selectors(review, event.who, steps)
    for index, selector in enumerate(event.who):
        if isinstance(event, Transition) and selector.subject == event.moves.track:
            message = (
                f"'{selector}' is of the track that moves; `moves` already says who can make the transition"
            )
            review.report((*steps, index), message)


def check_times(review: Review, times: tuple[str, ...], steps: Steps) -> None:
    """Check that what multiplies a rate or an amount is a lever or a climate."""
    review.check_once(times, (*steps, "times"))
    for index, name in enumerate(times):
        allowed = [*review.names.levers, *review.names.climates]
        review.is_known(name, "lever or climate", allowed, (*steps, "times", index))


def _check_added_ratios(review: Review, bundle: Bundle, mechanism: str | None) -> None:
    for name, ratios in bundle.hazard_ratios.items():
        steps = (*path_to(mechanism), "hazard ratios", name)
        review.is_known(name, "event", review.names.events, steps)
        _check_ratios(review, ratios, review.names.events.get(name), steps)


def _check_ratios(
    review: Review, ratios: Mapping[str, Expression], event: Event | None, steps: Steps
) -> None:
    _check_selections(review, ratios, steps)
    for text, ratio in ratios.items():
        term = review.names.term(text)
        if term is None:
            _report_term(review, text, (*steps, text))
            continue
        if term.selector:
            check_clear(review, term.selector, (*steps, text))
        if term.kind == "numeric column":
            _check_column(review, term.name, (*steps, text))
        if ratio == OWN:
            _check_own(review, term, (*steps, text))
        if isinstance(event, Transition) and term.selector and term.name == event.moves.track:
            _check_own_states(review, term.selector, event.moves, (*steps, text))


def _check_selections(review: Review, ratios: Iterable[str], steps: Steps) -> None:
    """Report people who are selected twice, with the categories in another order."""
    terms = [review.names.term(text) for text in ratios]
    review.check_once([term.selector for term in terms if term and term.selector], steps, in_list=False)


def _check_own_states(review: Review, selector: Selector, move: Move, steps: Steps) -> None:
    """Report states of the track that moves from which the transition does not start."""
    for state in selector.values:
        if state not in move.sources:
            message = f"'{move}' does not start from '{state}', but from {listed(move.sources)}"
            review.report(steps, f"{message}; a ratio can only tell those apart")


def _check_own(review: Review, term: Term, steps: Steps) -> None:
    """Check that what is its own ratio is a number, and never negative."""
    if not term.kind.startswith("numeric"):
        own = "'own' is the value of a numeric trait or column"
        review.report(steps, f"{own}, and '{steps[-1]}' is a {term.kind}")
        return
    lowest = min(_numbers(review, term))
    if lowest < 0:
        given = f"'own' makes the values of '{term.name}' ratios, which are 0 or more"
        review.report(steps, f"{given}, and the lowest is {lowest:.4g}; write a ratio per unit")


def _numbers(review: Review, term: Term) -> Iterable[float]:
    """The numbers of a numeric trait or column."""
    if term.kind == "numeric trait":
        return numeric_values(review.names.traits[term.name]) or (0.0,)
    return map(float, review.names.numeric_columns[term.name])


def _check_column(review: Review, name: str, steps: Steps) -> None:
    """Check that the numbers of a column can be reckoned with."""
    wrong = [not COLUMN.holds(number) for number in _numbers(review, Term("numeric column", name))]
    use = path_text(review.source.written(steps))
    review.report_cells(name, wrong, f"too large or too small to reckon with, as {use} does")


def _report_term(review: Review, text: str, steps: Steps) -> None:
    """Say which part of a key of hazard ratios is not known; it may be of a table that cannot be read."""
    names = review.names
    subject, _, rest = text.partition(" ")
    selects = subject in names.values or subject in names.columns or subject in names.numeric_columns
    if text in names.traits:
        if review.source.removed_within(("population", "traits", text)):
            return  # its own fault is told
        example = f"{text} {names.traits[text].categories()[0]}"
        review.report(steps, f"'{text}' is not numeric; select its categories, such as '{example}'")
    elif names.columns.get(text):
        example = f"{text} {as_value(next(iter(names.columns[text])))}"
        review.report(steps, f"'{text}' is not numeric; select what stands in it, such as '{example}'")
    elif rest and selects:
        check_part(review, text, steps)
    elif text not in review.lost and subject not in review.lost and names.columns:
        single = [*names.numeric_traits, *names.feelings, *names.climates, *names.levers]
        selections = [f"{name} {value}" for name, values in names.values.items() for value in values]
        allowed = [*single, *names.numeric_columns, *selections]
        review.report(steps, unknown(text, TERM_KINDS, allowed, near=[*allowed, *_of_places(names)]))


def _of_places(names: Names) -> Iterator[str]:
    """All selections of people by where they live."""
    for column, texts in names.columns.items():
        yield from (f"{column} {as_value(text)}" for text in texts)
