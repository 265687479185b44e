"""Checks of who is meant: by traits and states, and by where they live."""

from collections.abc import Iterable

from boomerang.case.check.review import Review
from boomerang.case.parts.names import WHOM
from boomerang.case.parts.places import PLACE, PROVINCE
from boomerang.case.parts.population import Census
from boomerang.case.parts.selectors import OR, Selector, as_value, selected
from boomerang.case.text.texts import show
from boomerang.case.text.yaml_text import Steps


def check_selectors(review: Review, selectors: tuple[Selector, ...], steps: Steps) -> None:
    """Check selectors that must all hold."""
    review.check_once(selectors, steps)
    for index, selector in enumerate(selectors):
        check_selector(review, selector, (*steps, index))


def check_selector(review: Review, selector: Selector, steps: Steps) -> bool:
    """Whether there are people whom a selector means; reports what of it is not known."""
    return _is_subject(review, selector, steps) and _are_values(review, selector, steps)


def check_part(review: Review, text: str, steps: Steps) -> None:
    """Check a part of the people: a selector that is kept as text."""
    if not _is_subject(review, Selector(text.partition(" ")[0], ()), steps):
        return
    try:
        selector = Selector.from_text(text)
    except ValueError:
        _report_unreadable(review, text, steps)
    else:
        if check_clear(review, selector, steps):
            _are_values(review, selector, steps)


def selectors_of(parts: Iterable[str]) -> list[Selector]:
    """Those parts of the people, kept as text, that can be read; of any other something is told."""
    return [Selector(*found) for part in parts if (found := selected(part)) is not None]


def check_clear(review: Review, selector: Selector, steps: Steps) -> bool:
    """Whether a selector means people in one way only; reports a name that is both a trait and a column."""
    fault = review.names.ambiguity_of(selector)
    if fault:
        review.report(steps, fault)
    return not fault


def _is_subject(review: Review, selector: Selector, steps: Steps) -> bool:
    """Whether people can be meant by a subject; says nothing of columns where the table cannot be read."""
    names, subject = review.names, selector.subject
    if selector.values and not check_clear(review, selector, steps):
        return False
    if subject in names.numeric_columns and subject not in names.values:
        review.report(steps, names.no_selection(subject))
        return False
    subjects = [*names.values, *names.columns]
    if subject not in subjects and not names.columns:
        return False
    return review.is_known(subject, WHOM, subjects, steps)


def _are_values(review: Review, selector: Selector, steps: Steps) -> bool:
    if not review.names.is_of_places(selector.subject):
        return review.is_known_selector(selector, review.names.values, WHOM, steps)
    review.check_once(selector.values, steps, in_list=False)
    if isinstance(review.case.population, Census):
        return True  # the table of persons is read later
    subject, known = selector.subject, review.names.columns[selector.subject]
    if _is_unquoted(review, subject, OR.join(selector.values), steps, selector.values):
        return False
    what = subject if subject in (PLACE, PROVINCE) else f"value of {subject}"
    told = [review.is_known(value, what, known, steps) for value in selector.values]
    return all(told)


def _is_unquoted(review: Review, subject: str, text: str, steps: Steps, values: tuple[str, ...] = ()) -> bool:
    """Whether a text is one name that was taken for several; reports it."""
    unquoted = text in review.names.columns.get(subject, ()) and values != (text,)
    if unquoted:
        one = f"'{text}' is one {subject}; write its name in quotes"
        review.report(steps, f"{one}: {subject} {as_value(text)}")
    return unquoted


def _report_unreadable(review: Review, text: str, steps: Steps) -> None:
    subject, _, rest = text.partition(" ")
    if not rest:
        review.report(steps, f"{show(text)} does not say which; write a name after it")
    elif not _is_unquoted(review, subject, rest, steps):
        review.report(steps, f"'{rest}' cannot be read; put a name that holds 'or' or '->' in double quotes")
