"""Checks that every name is used for one thing, and that tracks have sensible states."""

from collections.abc import Iterable

from boomerang.case.check.review import Review, path_to
from boomerang.case.parts.names import own_events
from boomerang.case.parts.schema import Track
from boomerang.case.text.yaml_text import Steps

MOST_TRACKS = 2


def check_names(review: Review) -> None:
    """Check the names of quantities, layers, events and parameters, and the tracks."""
    case = review.case
    population: Steps = ("population",)
    quantities = [
        ("trait", (*population, "traits"), case.population.traits),
        ("feeling", ("feelings",), case.feelings),
        ("climate", ("climates",), case.climates),
        ("lever", ("levers",), case.levers),
        ("track", ("tracks",), case.tracks),
    ]
    _check_once(review, quantities)
    _check_once(
        review, [quantities[0], ("contact layer", (*population, "contacts"), case.population.contacts)]
    )
    _check_parameters(review)
    _check_events(review)
    _check_tracks(review)


def _check_once(review: Review, groups: Iterable[tuple[str, Steps, Iterable[str]]]) -> None:
    """Report every name that an earlier group has already used."""
    first: dict[str, str] = {}
    for what, steps, names in groups:
        for name in names:
            if name in first:
                message = f"'{name}' is already the name of a {first[name]}; give the {what} another name"
                review.report((*steps, name), message)
            first.setdefault(name, what)


def _check_parameters(review: Review) -> None:
    shared = review.case.parameters
    for mechanism, part in review.case.mechanisms.items():
        for name in part.parameters:
            if name in shared:
                message = (
                    f"'{name}' is already a parameter of the case; give the mechanism's own another name"
                )
                review.report(("mechanisms", mechanism, "parameters", name), message)


def _check_events(review: Review) -> None:
    first: dict[str, str] = {}
    for mechanism, bundle in review.case.bundles().items():
        where = f"of the mechanism {mechanism}" if mechanism else "of the case"
        kinds = [(name, type(event).__name__.lower() + "s") for name, event in own_events(bundle)]
        for name, kind in [*kinds, *((name, "events") for name in bundle.interventions)]:
            if name in first:
                message = f"'{name}' is already an event {first[name]}; event names are unique in a case"
                review.report((*path_to(mechanism), kind, name), message)
            first.setdefault(name, where)


def _check_tracks(review: Review) -> None:
    tracks = review.case.tracks
    if len(tracks) > MOST_TRACKS:
        review.report(
            ("tracks",), f"{len(tracks)} tracks are given ({', '.join(tracks)}); a case has one or two"
        )
    for name, track in tracks.items():
        for index, state in enumerate(track.states):
            if state in track.states[:index]:
                review.report(("tracks", name, "states", index), f"the state '{state}' is there twice")
        if track.starts is not None:
            _check_starts(review, name, track)


def _check_starts(review: Review, name: str, track: Track) -> None:
    steps = ("tracks", name, "starts")
    if not str(track.starts).startswith("trait "):
        review.report(steps, f"'{track.starts}' does not say where people start; write `trait NAME`")
        return
    trait = str(track.starts_trait)
    if review.is_known(trait, "trait", review.names.traits, steps):
        for category in review.names.traits[trait].categories():
            review.is_known(
                category, f"state of {name}, though it is a category of {trait}", track.states, steps
            )
