"""Remarks on selections that mean everybody, and so tell nobody from the others."""

from collections.abc import Iterable

from boomerang.case.check.people import selectors_of
from boomerang.case.check.review import Review, path_to
from boomerang.case.parts.bundle import Encounter, Transition
from boomerang.case.parts.names import Event, own_events
from boomerang.case.parts.record import Quantity
from boomerang.case.parts.selectors import Selector
from boomerang.case.parts.statistics.share import ShareOfAll
from boomerang.case.text.yaml_text import Steps


def note_all_alike(review: Review) -> None:
    """Note ratios of everybody, and shares of all in all."""
    for mechanism, bundle in review.case.bundles().items():
        steps = path_to(mechanism)
        for name, event in own_events(bundle):
            at = (*steps, type(event).__name__.lower() + "s", name)
            _note_ratios(review, event.hazard_ratios, event, (*at, "hazard ratios"))
            if isinstance(event, Encounter):
                _note_ratios(review, event.chance_ratios, None, (*at, "chance ratios"))
        for name, ratios in bundle.hazard_ratios.items():
            _note_ratios(review, ratios, review.names.events.get(name), (*steps, "hazard ratios", name))
    for key in ("observations", "observable"):
        for index, quantity in enumerate(getattr(review.case, key)):
            if isinstance(quantity, Quantity) and getattr(quantity, "unused", None) is None:
                _note_share(review, quantity, (key, index, "within"))


def _note_ratios(review: Review, ratios: Iterable[str], event: Event | None, steps: Steps) -> None:
    for text in ratios:
        term = review.names.term(text)
        if term and term.selector and _is_everybody(review, term.selector, event):
            message = (
                f"'{text}' means everybody whom this can happen to, so that its ratio tells nobody apart"
            )
            review.report((*steps, text), message)


def _note_share(review: Review, quantity: Quantity, steps: Steps) -> None:
    whole = isinstance(quantity.statistic, ShareOfAll)
    if whole and all(_is_everybody(review, part, None) for part in selectors_of(quantity.within)):
        review.report(steps, "this means everybody, and the share of all in all is always 1")


def _is_everybody(review: Review, selector: Selector, event: Event | None) -> bool:
    """Whether a selector means all whom an event can happen to; where people are listed, it is not known."""
    subject, meant = selector.subject, set(selector.values)
    if isinstance(event, Transition) and subject == event.moves.track:
        return meant >= set(event.moves.sources)
    if review.names.is_of_places(subject):
        return review.places is not None and meant >= review.places.known[subject].keys()
    return meant >= set(review.names.values[subject])
