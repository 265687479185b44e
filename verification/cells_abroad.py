"""Fingerprints of chance and of the explanations that look abroad: recruiters, migration, ties and icon."""

from __future__ import annotations

import numpy as np
from comparisons import (
    ANSWER,
    AWAY,
    DRAW,
    HOME,
    JUMP,
    LATE,
    OTHERWISE,
    RECRUITED,
    WORKSITE,
    World,
    against,
    blocked_weeks,
    cell,
    civilian_odds,
    civilians,
    compare,
    crackdown,
    officers,
    pairs,
    sums,
    young_men_abroad,
)
from countries import Facts, path, people_by_class, trait, week_of
from intervals import Estimate, typical
from measures import (
    Chosen,
    between,
    chance_of_leaving,
    close_in_time,
    defected,
    expected_by_class,
    expected_by_week,
    fit,
    hubs,
    in_places,
    in_weeks,
    is_,
    left,
    migration,
    number,
    odds,
    pairs_sharing,
    top_villages,
)
from numpy.typing import NDArray
from scipy import stats
from variants import VIDEOS

# chance: a constant tiny propensity times the supply curve (Heathershaw and Montgomery 2014).


def dispersion(parts: list[tuple[float, int]]) -> Estimate:
    """Chi-square over degrees of freedom, countries together, with the interval of a variance ratio."""
    total, freedom = sum(x for x, _ in parts), sum(n for _, n in parts)
    low, high = total / stats.chi2.isf(0.025, freedom), total / stats.chi2.ppf(0.025, freedom)
    return Estimate(total / freedom, float(low), float(high), len(parts))


def by_month(weekly: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of 4 weeks."""
    return np.add.reduceat(weekly, np.arange(0, len(weekly), 4))


@cell("chance", "time path", "none")
def the_supply_curve(world: World) -> Estimate:
    """Counts of four weeks scatter about supply times people as Poisson counts do (Porter and White)."""
    return dispersion([supply_fit(f, least=2) for f in world["chance"]])


def supply_fit(facts: Facts, least: float = 5) -> tuple[float, int]:
    """Chi-square and degrees of freedom of counts of four weeks against supply times people."""
    weeks = np.bincount(left(facts)["week"], minlength=len(facts.sympathisers))
    return fit(by_month(weeks), by_month(expected_by_week(facts)), least)


@cell("chance", "place and origin", "none")
def places_by_their_young_men(world: World) -> Estimate:
    """Counts by place scatter about those expected of its people; Heathershaw and Montgomery 2014."""
    parts = []
    for f in world["chance, many"]:
        expected = expected_by_class(f).sum(axis=1)
        parts.append(fit(count_by_place(f), expected))
    return dispersion(parts)


def count_by_place(facts: Facts) -> NDArray[np.float64]:
    """float64[P]: civilians who left."""
    return facts.count["depart"].sum(axis=0).astype(float)


@cell("chance", "place and origin", "none")
def neighbours_are_no_likelier(world: World) -> Estimate:
    """Pairs of one neighbourhood are as many as chance makes: what Reynolds and Hafez 2019 find is absent."""
    return against(world["chance, many"], lambda f: pairs_sharing(f, "neighbours", left(f)))


@cell("chance", "migrants", "none")
def migrants_by_their_route(world: World) -> Estimate:
    """Migrants leave by their hazard ratio alone, which stands for the route; Tucker 2015."""
    away = trait("abroad", "away")
    return against(world["chance"], lambda f: (number(left(f), AWAY), expected_by_class(f)[:, away].sum()))


@cell("chance", "officers", "below")
def officers_below_civilians(world: World) -> Estimate:
    """Officers are vetted and paid: they leave less than civilian men at home (ISAF studies of insiders)."""

    def measure(f: Facts) -> tuple[float, float]:
        corps = officers_people()
        chosen = trait("sex", "man") & trait("abroad", "home") & ~trait("age", "child")
        hazard = sum(chance_of_leaving(f))
        people = people_by_class()
        rate = (hazard * people)[chosen & ~corps].sum() / people[chosen & ~corps].sum()
        weight = number(left(f)) / (hazard * people).sum()
        return officers()(f), rate * weight * people[corps].sum()

    return against(world["chance, many"], measure)


def officers_people() -> NDArray[np.bool_]:
    """bool[C]: those in the corps from the start, cadets apart."""
    return ~trait("corps", "civilian", "cadet")


@cell("chance", "after a block", "none")
def chance_blocks(world: World) -> Estimate:
    """Home policy is irrelevant."""
    return blocked_weeks(world, "chance")


@cell("chance", "after a crackdown", "none")
def chance_crackdown(world: World) -> Estimate:
    """Home policy is irrelevant; arrests of sympathisers take a few away."""
    return crackdown(world, "chance")


# recruiters: outside propaganda; what happens at home is irrelevant.


@cell("recruiters", "time path", "none")
def follows_supply(world: World) -> Estimate:
    """Recruitment goes with the war, as chance does; so no drift of one against the other."""
    return compare(world, "recruiters", "chance", LATE)


@cell("recruiters", "place and origin", "above", path("contact", "recruitment"))
def near_recruiters(world: World) -> Estimate:
    """More from where recruiters were reported; Lemon 2014."""
    return compare(world, "recruiters", "chance", civilian_odds(in_places(hubs()), in_places(~hubs())))


@cell("recruiters", "migrants", "above", WORKSITE)
def migrants_high(world: World) -> Estimate:
    """Recruiters wait at worksites in Russia; Tucker 2015, Elshimi et al. 2018."""
    return compare(world, "recruiters", "chance", young_men_abroad)


@cell("recruiters", "officers", "none")
def officers_untouched(world: World) -> Estimate:
    """Officers leave only by contact, and nobody approaches them: as many as under chance."""
    return sums(world, "recruiters, officers", "chance, officers", officers())


@cell("recruiters", "after a block", "below", path("cut off", "recruitment"), low_is_strong=True)
def blocks_stop_the_recruited(world: World) -> Estimate:
    """Down one for one: fewer of those recruited at home or online leave in blocked weeks; officials."""
    return blocked_weeks(world, "recruiters", RECRUITED)


@cell("recruiters", "after a block", "none")
def blocks_leave_the_others(world: World) -> Estimate:
    """And nobody leaves instead: the others, and those recruited abroad, are as many as in open weeks."""
    return blocked_weeks(world, "recruiters", OTHERWISE)


@cell("recruiters", "after a crackdown", "none")
def recruiters_crackdown(world: World) -> Estimate:
    """Enforcement at home is irrelevant."""
    return crackdown(world, "recruiters")


# migration: marginal and stranded migrants.


@cell("migration", "time path", "above", path("loneliness", "migration shock"))
def jump_in_early_2015(world: World) -> Estimate:
    """The permit law of January 2015, the rouble and bans: January to April over September to December."""
    return compare(world, "migration", "chance", JUMP)


@cell("migration", "place and origin", "above", WORKSITE)
def migration_districts(world: World) -> Estimate:
    """More from where many work abroad; Elshimi et al. 2018."""
    return compare(
        world, "migration", "chance", civilian_odds(in_places(migration("high")), in_places(migration("low")))
    )


@cell("migration", "migrants", "above", WORKSITE)
def migrants_very_high(world: World) -> Estimate:
    """The odds that a young man who left was abroad are far above those of chance; Lemon and Tucker 2024."""
    return compare(world, "migration", "chance", young_men_abroad)


@cell("migration", "migrants", "above", path("loneliness", "migration shock"))
def migrants_above_recruiters(world: World) -> Estimate:
    """And higher than with recruiters alone, from 2015 on."""
    late = between("2015-01-01", "2015-05-28")

    def odds_away(facts: Facts) -> float:
        table = left(facts)
        return odds(table[late(table)], AWAY, HOME)

    return compare(world, "migration", "recruiters", odds_away)


@cell("migration", "officers", "none")
def migration_officers(world: World) -> Estimate:
    """Officers do not migrate."""
    return sums(world, "migration, officers", "chance, officers", officers())


@cell("migration", "after a block", "none")
def migration_blocks(world: World) -> Estimate:
    """What is blocked at home is open in Russia, where they are."""
    return blocked_weeks(world, "migration")


@cell("migration", "after a crackdown", "none")
def migration_crackdown(world: World) -> Estimate:
    """Nor does enforcement at home reach them."""
    return crackdown(world, "migration")


# ties: households, villages and gangs leave together.


@cell("ties", "time path", "above", ANSWER)
def communities_leave_in_bursts(world: World) -> Estimate:
    """S-shaped by community: pairs of a neighbourhood within 13 weeks, over those with times of the place."""
    return against(world["ties"], lambda f: close_in_time(f, "neighbours", 13))


@cell("ties", "place and origin", "above", ANSWER)
def few_villages_hold_most(world: World) -> Estimate:
    """Bloc recruitment (Reynolds and Hafez 2019): share of the top three, over that with recruiters alone."""
    return compare(world, "ties", "recruiters", top_villages)


@cell("ties", "place and origin", "above", ANSWER)
def neighbours_leave_together(world: World) -> Estimate:
    """Pairs of one neighbourhood over those expected; Sageman 2004."""
    return pairs(world, "ties", "neighbours")


@cell("ties", "place and origin", "above", ANSWER)
def households_leave_together(world: World) -> Estimate:
    """Pairs of one household over those expected; 146 families among some 1,000 who left would be such."""
    return pairs(world, "ties", "household")


@cell("ties", "migrants", "above", ANSWER)
def gangs_leave_together(world: World) -> Estimate:
    """Pairs of one work gang over those expected; Tucker 2015."""
    return pairs(world, "ties", "gang")


@cell("ties", "officers", "above", ANSWER)
def units_defect_together(world: World) -> Estimate:
    """Pairs of defectors of one unit over those expected; Albrecht and Koehler 2018 on Syria."""
    return against(world["ties, officers"], lambda f: pairs_sharing(f, "unit", defected(f)))


@cell("ties", "officers", "above", ANSWER)
def kin_of_defectors_leave(world: World) -> Estimate:
    """Pairs of a defector and somebody of the household who left, over those expected; Sageman 2004."""
    return against(world["ties, officers"], mixed_households)


def mixed_households(facts: Facts) -> tuple[float, float]:
    """Pairs of a defector and a civilian of one household: all pairs less those within each kind."""
    whole, some, rest = (
        pairs_sharing(facts, "household", table) for table in (facts.leaving, left(facts), defected(facts))
    )
    return whole[0] - some[0] - rest[0], whole[1] - some[1] - rest[1]


@cell("ties", "after a block", "none")
def ties_blocks(world: World) -> Estimate:
    """Kin and workmates need no sites."""
    return blocked_weeks(world, "ties")


@cell("ties", "after a crackdown", "none")
def ties_crackdown(world: World) -> Estimate:
    """Two-sided in the literature: kin of the arrested may follow or be cut off; with ties alone, nothing."""
    return crackdown(world, "ties")


# icon: a high-ranking video pulls followers.


@cell("icon", "time path", "above", DRAW)
def six_weeks_after_a_video(world: World) -> Estimate:
    """Excess within six weeks: Holden 1986, Hill et al. 2013 on decay; sign open."""
    return sums(world, "icon, video", "icon, no video", civilians(after_videos()))


@cell("icon", "place and origin", "above", DRAW)
def online_more_than_offline_after_a_video(world: World) -> Estimate:
    """Those who can see it, over those who are never online; Mitts, Phillips and Walter 2022."""
    return compare(world, "icon, video", "icon, no video", online_after_videos)


@cell("icon", "place and origin", "none")
def not_those_who_are_offline(world: World) -> Estimate:
    """Nobody who is never online is drawn."""
    return sums(world, "icon, video", "icon, no video", civilians(after_videos(), is_("online", "never")))


@cell("icon", "migrants", "none")
def migrants_not_addressed(world: World) -> Estimate:
    """High only if the video addresses them, which it does not here."""
    return compare(world, "icon, video", "icon, no video", young_men_abroad)


@cell("icon", "officers", "above", DRAW)
def follow_on_cases(world: World) -> Estimate:
    """Officers defect within six weeks of a video; insider attacks come in series (ISAF studies)."""
    return sums(world, "icon, video", "icon, no video", officers(after_videos()))


@cell("icon", "officers", "above", path("milieu", "icon"))
def the_police_milieu(world: World) -> Estimate:
    """Defectors of one unit, as broadcasts reach the sender's own: pairs over those expected."""
    return against(world["icon, many officers"], lambda f: pairs_sharing(f, "unit", defected(f)))


@cell("icon", "after a block", "below", DRAW)
def smaller_if_blocked_at_once(world: World) -> Estimate:
    """The excess of those online with a block from the first day, over that without; Chen and Yang 2019."""
    odds_of = {
        name: np.array([online_after_videos(f) for f in world[f"icon, {name}"]])
        for name in ("no video", "video", "video blocked", "block")
    }
    blocked, free = odds_of["video blocked"] / odds_of["block"], odds_of["video"] / odds_of["no video"]
    return typical(blocked, free)


@cell("icon", "after a crackdown", "none")
def icon_crackdown(world: World) -> Estimate:
    """Stops and arrests do not change who watches."""
    return crackdown(world, "icon")


def online_after_videos(facts: Facts) -> float:
    """Odds that somebody who left in the six weeks after a video was online."""
    table = left(facts)
    return odds(table[after_videos()(table)], is_("online", "early", "late"), is_("online", "never"))


def after_videos() -> Chosen:
    """Rows of the six weeks after each video."""
    starts = [week_of(day) for day in VIDEOS]
    weeks = np.zeros(week_of("2015-06-04"), bool)
    for start in starts:
        weeks[start : start + 6] = True
    return in_weeks(weeks)
