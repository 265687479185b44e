"""Checks of schedules: what holds from the first day on, for each part, and the rows of their files."""

import datetime
from collections.abc import Collection, Mapping

from boomerang.case.check.ranges import CLIMATE, LEVER
from boomerang.case.check.review import Review
from boomerang.case.parts.schedule import (
    EACH,
    OTHER,
    START,
    Each,
    FiledSchedule,
    OneSchedule,
    Schedule,
    single_schedules,
)
from boomerang.case.parts.scheduled import ALL, Course, Point, given_schedules, read_course
from boomerang.case.text.errors import CaseError, Problem, first_of
from boomerang.case.text.texts import listed, nearest, number_text, show
from boomerang.case.text.yaml_text import Steps


def check_schedules(review: Review) -> None:
    """Check that schedules say what holds from the first day on, and for each part."""
    for path, given in given_schedules(review.case):
        if isinstance(given, Each):
            _check_parts(review, given, path)
        for steps, schedule in single_schedules(given, path):
            _check_schedule(review, schedule, steps)


def _check_schedule(review: Review, schedule: OneSchedule, steps: Steps) -> None:
    if isinstance(schedule, FiledSchedule):
        _check_filed(review, schedule, steps)
    else:
        _check_beginning(review, schedule, steps)


def _check_beginning(review: Review, schedule: Schedule, steps: Steps, part: str = ALL) -> bool:
    """Whether something says what holds on the first day; reports it if not."""
    if "period" not in review.source.kept():
        return True
    first, given = _first_day(review, steps), [day for day, _ in schedule.points]
    begins = not given or given[0] <= first or schedule.start is not None or schedule.straight
    if not begins:
        who = f" for {part}" if part else ""
        message = f"nothing says what holds{who} from {first} until {given[0]}; add '{START}: VALUE'"
        review.report(steps, message)
    return begins


def _first_day(review: Review, steps: Steps) -> datetime.date:
    """The day from which a schedule is asked for its value."""
    changed = review.case.policies[str(steps[1])].start if steps[0] == "policies" else None
    return changed or review.case.period.start


def _check_parts(review: Review, each: Each, steps: Steps) -> None:
    """Check that every category, province or place has a schedule, and that no other is named."""
    of, known = _parts(review, steps)
    if of == "nation":
        review.report(steps, "'for each' needs `of: province`, `of: place` or `of: TRAIT`; the nation is one")
    elif known:
        allowed = dict.fromkeys([*known, OTHER])
        for label in each.parts:
            review.is_known(label, f"part of '{of}'", allowed, (*steps, EACH, label))
        if missing := _missing(known, each.parts):
            review.report(steps, f"nothing is said of {missing}; add '{OTHER}: VALUE'")


def _parts(review: Review, steps: Steps) -> tuple[str, list[str]]:
    """What a climate or lever is of, and all parts of it, as far as the case names them."""
    case, table, kind, name = review.case, review.places, str(steps[0]), str(steps[1])
    of = case.climates[name].of if kind == "climates" else case.levers[name].of
    if of in review.names.traits:
        return of, list(review.names.traits[of].categories())
    return of, list(table.known.get(of, ())) if table is not None else []


def _missing(known: Collection[str], parts: Collection[str]) -> str:
    """The first parts of which nothing is said; empty where there are none."""
    missing = [label for label in known if label not in parts]
    return listed(missing[:3]) if missing and OTHER not in parts else ""


def _check_filed(review: Review, given: FiledSchedule, steps: Steps) -> None:
    """Check a schedule from a file: the entry in the case, then every row."""
    before, source = len(review.problems), review.source
    _check_entry(review, given, steps)
    lost = any(source.removed_within(path) for path in (("population",), source.written(steps)))
    if lost or len(review.problems) > before:
        return
    try:
        course = read_course(review.case, given, steps)
    except CaseError as error:
        review.note_all(error.problems)
        return
    wrong = [*_wrong_values(given, course, steps), *_wrong_parts(review, given, course, steps)]
    review.note_all(first_of(wrong))
    if not wrong:
        _check_course(review, given, course.parts, steps)


def _check_entry(review: Review, given: FiledSchedule, steps: Steps) -> None:
    review.check_where(given.where, steps)
    if given.start is not None and given.straight:
        message = "straight lines are level before their first value; leave this out"
        review.report((*steps, START), message)
    if given.by is None:
        return
    if steps[0] == "policies":
        review.report((*steps, "by"), "a policy sets a lever for all at once; leave this out")
    elif EACH in steps:
        review.report((*steps, "by"), "each part has a schedule of its own here; leave this out")
    elif _parts(review, steps)[0] == "nation":
        message = "this needs `of: province`, `of: place` or `of: TRAIT`; the nation is one"
        review.report((*steps, "by"), message)


def _wrong_values(given: FiledSchedule, course: Course, steps: Steps) -> list[Problem]:
    """Rows whose value is not possible for a climate or a lever."""
    wanted, per = CLIMATE if "climates" in steps[:3] else LEVER, number_text(given.per)
    return [
        Problem(course.file, point.line, given.value, wanted.fault(_written(point, per), point.value))
        for point in course.points
        if not wanted.holds(point.value)
    ]


def _written(point: Point, per: str) -> str:
    """How a value is written in the file and in the case."""
    number = number_text(point.number)
    return number if per == "1" else f"{number} per {per}"


def _wrong_parts(review: Review, given: FiledSchedule, course: Course, steps: Steps) -> list[Problem]:
    """Rows of categories, provinces or places that the case does not have, each told once."""
    if given.by is None:
        return []
    of, known = _parts(review, steps)
    first = {point.part: point.line for point in reversed(course.points)}
    allowed = {*known, OTHER}
    strange = [part for part in course.parts if part not in allowed] if known else []
    what = f"category of {of}" if of in review.names.traits else f"{of} of the case"
    return [
        Problem(course.file, first[part], given.by, f"{show(part)} is no {what}{nearest(part, known)}")
        for part in strange
    ]


def _check_course(review: Review, given: FiledSchedule, parts: Mapping[str, Schedule], steps: Steps) -> None:
    """Check that the file says what holds for each part, from the first day on."""
    if given.by is not None and (missing := _missing(_parts(review, steps)[1], parts)):
        review.report(steps, f"nothing is said of {missing}; add rows of it, or of '{OTHER}'")
    for part, schedule in parts.items():
        if not _check_beginning(review, schedule, steps, part):
            return
