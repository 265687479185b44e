"""The fingerprints: what each explanation should leave behind, one function a cell.

Every cell gives a ratio in which 1 means nothing: to what independence predicts, or to the same draws under
`chance`, without the effect, or without the change of policy. The docstring says what is expected and who says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from countries import Facts, path, people_by_class, trait, week_of
from intervals import Estimate, Expectation, pooled, typical
from measures import (
    SENIOR,
    Chosen,
    after_own_stop,
    after_stop_at_home,
    between,
    chance_of_leaving,
    close_in_time,
    defected,
    expected_by_class,
    expected_by_week,
    fit,
    high_enforcement,
    hubs,
    in_places,
    in_weeks,
    is_,
    left,
    low_enforcement,
    migration,
    number,
    odds,
    pairs_sharing,
    resigned_over,
    share,
    top_villages,
)
from numpy.typing import NDArray
from scenarios import CRACKDOWN, VIDEOS
from scipy import stats

World = dict[str, list[Facts]]  # scenario -> countries, in the order of the draws
Measure = Callable[[Facts], float]
MONTH = 52 / 12


@dataclass(frozen=True)
class Cell:
    """One fingerprint.

    Attributes:
        explanation, aspect: where it stands in the table.
        name: what is compared.
        expects: which side of 1.
        decisive: path of the parameter that it hangs on; the upper half of its draws is also reported.
        function: world -> Estimate.
    """

    explanation: str
    aspect: str
    name: str
    expects: Expectation
    decisive: str | None
    function: Callable[[World], Estimate]


CELLS: list[Cell] = []
Function = Callable[[World], Estimate]


def cell(
    explanation: str, aspect: str, expects: Expectation, decisive: str | None = None
) -> Callable[[Function], Function]:
    """Enter a function into the table of fingerprints."""

    def enter(function: Function) -> Function:
        name = function.__name__.replace("_", " ")
        CELLS.append(Cell(explanation, aspect, name, expects, decisive, function))
        return function

    return enter


def compare(world: World, these: str, those: str, measure: Measure) -> Estimate:
    """A measure in one scenario over the same draws in another, every country with the same weight."""
    return typical([measure(f) for f in world[these]], [measure(f) for f in world[those]])


def against(countries: Sequence[Facts], measure: Callable[[Facts], tuple[float, float]]) -> Estimate:
    """Counts over what is expected of them."""
    pairs = [measure(f) for f in countries]
    return pooled([o for o, _ in pairs], [e for _, e in pairs], counts=True)


def sums(world: World, these: str, those: str, measure: Measure) -> Estimate:
    """Rare counts in one scenario over those in another, all countries together."""
    return pooled([measure(f) for f in world[these]], [measure(f) for f in world[those]])


def civilians(*chosen: Chosen) -> Measure:
    """How many civilians left."""
    return lambda facts: number(left(facts), *chosen)


def civilian_odds(these: Chosen, those: Chosen) -> Measure:
    """Odds among civilians who left."""
    return lambda facts: odds(left(facts), these, those)


def officers(*chosen: Chosen) -> Measure:
    """How many officers defected."""
    return lambda facts: number(defected(facts), *chosen)


def officer_odds(these: Chosen, those: Chosen) -> Measure:
    """Odds among those who defected."""
    return lambda facts: odds(defected(facts), these, those)


AWAY, HOME = is_("abroad", "away"), is_("abroad", "home")
YOUNG_MEN: Measure = lambda f: share(left(f), AWAY, is_("sex", "man"), is_("age", "young"))  # noqa: E731
ENFORCED = civilian_odds(in_places(high_enforcement()), in_places(low_enforcement()))
OBSERVANT = civilian_odds(is_("practice", "visible"), is_("practice", "none"))
OUTSIDERS, FAVOURED = is_("origin", "other"), is_("origin", "favoured")
JUMP = civilian_odds(between("2015-01-01", "2015-05-01"), between("2014-09-01", "2015-01-01"))
LATE = civilian_odds(between("2014-01-01", "2015-05-28"), between("2011-06-01", "2014-01-01"))
AFTER = between(CRACKDOWN, "2015-05-28")
SENIORS, JUNIORS = is_("rank", *SENIOR), is_("rank", "private", "sergeant", "lieutenant")
RECRUITED, OTHERWISE = is_("way", "approach", "message"), is_("way", "", "nan")
PUSH, DRAW = path("push", "restriction"), path("draw", "icon")
ANSWER, WORKSITE = path("answer", "ties"), path("worksite", "recruitment")


def rises_in_rank(table: Callable[[Facts], object]) -> Measure:
    """Odds of a senior from 2014 on, over those before."""

    def measure(facts: Facts) -> float:
        rows = table(facts)
        late = odds(rows[between("2014-01-01", "2015-05-28")(rows)], SENIORS, JUNIORS)
        return late / odds(rows[between("2010-01-01", "2014-01-01")(rows)], SENIORS, JUNIORS)

    return measure


# chance: a constant tiny propensity times the supply curve (Heathershaw and Montgomery 2014).


def dispersion(parts: list[tuple[float, int]]) -> Estimate:
    """Chi-square over degrees of freedom, countries together, with the interval of a variance ratio."""
    total, freedom = sum(x for x, _ in parts), sum(n for _, n in parts)
    low, high = total / stats.chi2.isf(0.025, freedom), total / stats.chi2.ppf(0.025, freedom)
    return Estimate(total / freedom, float(low), float(high), len(parts))


def by_quarter(weekly: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of 13 weeks."""
    return np.add.reduceat(weekly, np.arange(0, len(weekly), 13))


@cell("chance", "time path", "none")
def the_supply_curve(world: World) -> Estimate:
    """Quarterly counts scatter about supply times people as Poisson counts do; null of Porter and White 2012."""
    return dispersion(
        [
            fit(
                by_quarter(np.bincount(left(f)["week"], minlength=len(f.sympathisers))),
                by_quarter(expected_by_week(f)),
            )
            for f in world["chance"]
        ]
    )


@cell("chance", "place and origin", "none")
def places_by_their_young_men(world: World) -> Estimate:
    """Counts by place scatter about those expected of its people; Heathershaw and Montgomery 2014."""
    parts = []
    for f in world["chance"]:
        expected = expected_by_class(f).sum(axis=1)
        parts.append(fit(count_by_place(f), expected))
    return dispersion(parts)


def count_by_place(facts: Facts) -> NDArray[np.float64]:
    """float64[P]: civilians who left."""
    return facts.count["depart"].sum(axis=0).astype(float)


@cell("chance", "place and origin", "none")
def neighbours_are_no_likelier(world: World) -> Estimate:
    """Pairs of one neighbourhood are as many as chance makes: what Reynolds and Hafez 2019 find is absent."""
    return against(world["chance"], lambda f: pairs_sharing(f, "neighbours", left(f)))


@cell("chance", "migrants", "none")
def migrants_by_their_route(world: World) -> Estimate:
    """Migrants leave by their hazard ratio alone, which stands for the route; Tucker 2015."""
    away = trait("abroad", "away")
    return against(world["chance"], lambda f: (number(left(f), AWAY), expected_by_class(f)[:, away].sum()))


@cell("chance", "officers", "below")
def officers_below_civilians(world: World) -> Estimate:
    """Officers are vetted and paid: per head they leave less than civilian men at home; ISAF studies of insiders."""

    def measure(f: Facts) -> tuple[float, float]:
        corps = officers_people()
        chosen = trait("sex", "man") & trait("abroad", "home") & ~trait("age", "child")
        hazard = sum(chance_of_leaving(f))
        people = people_by_class()
        rate = (hazard * people)[chosen & ~corps].sum() / people[chosen & ~corps].sum()
        weight = number(left(f)) / (hazard * people).sum()
        return officers()(f), rate * weight * people[corps].sum()

    return against(world["chance"], measure)


def officers_people() -> NDArray[np.bool_]:
    """bool[C]: those in the corps from the start, cadets apart."""
    return ~trait("corps", "civilian", "cadet")


# restriction: enforcement breeds grievance in those stopped and those who see it.


@cell("restriction", "time path", "above", PUSH)
def those_stopped_leave_in_1_to_12_months(world: World) -> Estimate:
    """Of 495 recruits 71 % named an act of the state as the trigger (UNDP 2017); defiance after unjust sanctions."""
    return against(world["restriction"], lambda f: after_own_stop(f, 4, 52))


@cell("restriction", "time path", "none")
def the_same_when_grievance_does_nothing(world: World) -> Estimate:
    """The statistic itself gives 1 when push, anger and conscience are 1."""
    return against(world["restriction, no effect"], lambda f: after_own_stop(f, 4, 52))


@cell("restriction", "time path", "above", PUSH)
def households_of_those_stopped_leave_in_1_to_12_months(world: World) -> Estimate:
    """Vicarious grievance: kin of victims leave more (Obaidi et al. 2018; UNDP 2017)."""
    return against(world["restriction"], lambda f: after_stop_at_home(f, 4, 52))


@cell("restriction", "time path", "none")
def and_not_before_the_stop(world: World) -> Estimate:
    """Stops in the household in the 12 months after a departure are as many as chance makes: no reverse path."""
    return against(
        world["restriction"], lambda f: after_stop_at_home(f, -52, -1, between("2010-01-01", "2014-05-01"))
    )


@cell("restriction", "time path", "above", PUSH)
def departures_rise_with_enforcement(world: World) -> Estimate:
    """Enforcement tripled by 2014; LaFree, Dugan and Korte 2009 find backlash in half of the campaigns."""
    return compare(world, "restriction", "restriction, no effect", LATE)


@cell("restriction", "place and origin", "above", PUSH)
def enforced_places(world: World) -> Estimate:
    """More where beards and scarves are policed, over the same draws without effect; Saiya and Scime 2015."""
    return compare(world, "restriction", "restriction, no effect", ENFORCED)


@cell("restriction", "place and origin", "above", PUSH)
def the_visibly_devout(world: World) -> Estimate:
    """More among those whom enforcement is aimed at; Saiya and Scime 2015, Mitts 2019."""
    return compare(world, "restriction", "restriction, no effect", OBSERVANT)


@cell("restriction", "migrants", "none")
def migrants_no_excess(world: World) -> Estimate:
    """The migrant share of the young men is that of chance."""
    return compare(world, "restriction", "chance", YOUNG_MEN)


@cell("restriction", "officers", "above", path("conscience", "restriction"))
def officers_against_their_own_faith(world: World) -> Estimate:
    """Those made to enforce: officers who practise defect more; Scharpf 2018 on agents of repression."""
    observant = officer_odds(is_("practice", "visible"), is_("practice", "none"))
    return compare(world, "restriction, officers", "restriction, officers, no effect", observant)


@cell("restriction", "after a block", "none")
def blocks_do_little(world: World) -> Estimate:
    """Sites are not what the claim is about."""
    return blocked_weeks(world, "restriction")


@cell("restriction", "after a crackdown", "above", PUSH)
def crackdown_raises_departures(world: World) -> Estimate:
    """Indiscriminate pressure backfires (LaFree, Dugan and Korte 2009; Benmelech, Berrebi and Klor 2015)."""
    return crackdown(world, "restriction")


@cell("restriction", "after a crackdown", "above", PUSH)
def crackdown_raises_departures_in_the_households_of_victims(world: World) -> Estimate:
    """Up in victims' households after a lag of one to twelve months; UNDP 2017."""
    return against(world["restriction, crackdown"], lambda f: after_stop_at_home(f, 4, 52, AFTER))


# misrule: corruption, regionalism and nepotism on top of restriction.


@cell("misrule", "time path", "above", path("injustice", "deprivation"))
def slow_drift(world: World) -> Estimate:
    """Resentment grows with the years, so departures outgrow chance; Gurr 1970, Smith et al. 2012."""
    return compare(world, "misrule", "chance", LATE)


@cell("misrule", "time path", "none")
def no_step_in_early_2015(world: World) -> Estimate:
    """Resentment has no dates: January to April 2015 is as high over the months before as under chance."""
    return compare(world, "misrule", "chance", JUMP)


@cell("misrule", "place and origin", "above", path("injustice", "deprivation"))
def outside_the_ruling_group(world: World) -> Estimate:
    """Group deprivation: those outside the favoured zone leave more; Smith et al. 2012, Benmelech and Klor 2020."""
    return compare(world, "misrule", "chance", civilian_odds(OUTSIDERS, FAVOURED))


@cell("misrule", "migrants", "none")
def migrants_as_under_chance(world: World) -> Estimate:
    """Being abroad does not matter to the claim."""
    return compare(world, "misrule", "chance", YOUNG_MEN)


@cell("misrule", "officers", "above", path("climb", "deprivation"))
def defectors_rise_in_rank(world: World) -> Estimate:
    """It climbs the hierarchy (Izzat Amon): seniors among defectors from 2014 on over before, over chance."""
    return compare(world, "misrule, officers", "chance, officers", rises_in_rank(defected))


@cell("misrule", "officers", "above", path("gall", "deprivation"))
def resigners_rise_in_rank(world: World) -> Estimate:
    """The same among those who resign."""
    return compare(world, "misrule, officers", "chance, officers", rises_in_rank(lambda f: f.resigned))


@cell("misrule", "after a block", "above", path("backfire", "deprivation"))
def blocks_backfire(world: World) -> Estimate:
    """Sudden blocking angers and politicises; Hobbs and Roberts 2018, Nabi 2014."""
    return blocked_weeks(world, "misrule")


@cell("misrule", "after a crackdown", "above", PUSH)
def misrule_crackdown_raises_departures(world: World) -> Estimate:
    """The war on beards and scarves is part of the claim."""
    return crackdown(world, "misrule")


# cadre: clan appointments; officers outside resign, a few turn.


@cell("cadre", "time path", "above", path("slight", "cadre politics"))
def resignations_after_promotion_rounds(world: World) -> Estimate:
    """Those passed over at the turn of the year resign: February to May over August to November, over chance."""
    return compare(world, "cadre, officers", "chance, officers", spring_over_autumn)


def spring_over_autumn(facts: Facts) -> float:
    """Resignations from February to May over those from August to November, 2011 to 2014."""
    week = facts.resigned["week"].to_numpy()
    year = (week * 7 / 365.25) % 1
    whole = (week >= week_of("2011-01-01")) & (week < week_of("2015-01-01"))
    spring, autumn = (year > 1 / 12) & (year < 5 / 12), (year > 7 / 12) & (year < 11 / 12)
    return float((whole & spring).sum() / (whole & autumn).sum())


@cell("cadre", "place and origin", "none")
def no_civilian_effect(world: World) -> Estimate:
    """Posts are a matter of officers: as many civilians leave as under chance."""
    return compare(world, "cadre", "chance", civilians())


@cell("cadre", "migrants", "none")
def cadre_migrants(world: World) -> Estimate:
    """Nor does it matter who is abroad."""
    return compare(world, "cadre", "chance", YOUNG_MEN)


@cell("cadre", "officers", "above", path("turn", "cadre politics"))
def outsiders_defect(world: World) -> Estimate:
    """Those excluded from posts defect; Bou Nassif 2015 and Albrecht, Koehler and Ohl 2016 on Syria."""
    return compare(world, "cadre, officers", "chance, officers", officer_odds(OUTSIDERS, FAVOURED))


@cell("cadre", "officers", "above", path("give up", "cadre politics"))
def outsiders_resign(world: World) -> Estimate:
    """Most resign (Zoirov); turnover falls with the chances of promotion (Griffeth, Hom and Gaertner 2000)."""
    return compare(
        world, "cadre, officers", "chance, officers", lambda f: resigned_over(f, OUTSIDERS, FAVOURED)
    )


@cell("cadre", "officers", "order")
def a_thousand_resign_for_one_who_defects(world: World) -> Estimate:
    """Resigned over defected, in thousands: most resign, a few turn (Zoirov)."""
    return sums_of(
        world["cadre"], lambda f: f.count["resign"].sum(), lambda f: 1000 * f.count["defect"].sum()
    )


def sums_of(countries: Sequence[Facts], above: Measure, below: Measure) -> Estimate:
    """One sum over another, countries together."""
    return pooled([above(f) for f in countries], [below(f) + 1e-9 for f in countries])


@cell("cadre", "after a block", "none")
def cadre_blocks(world: World) -> Estimate:
    """Sites have nothing to do with posts."""
    return blocked_weeks(world, "cadre")


@cell("cadre", "after a crackdown", "above", path("dread", "cadre politics"))
def purges_raise_resignations(world: World) -> Estimate:
    """Officers who see a purge go before it reaches them; Scharpf and Glaessel 2020."""
    return compare(world, "cadre, purge", "cadre, officers", lambda f: number(f.resigned, AFTER))


@cell("cadre", "after a crackdown", "above", path("dread", "cadre politics"))
def purges_raise_defections(world: World) -> Estimate:
    """And some go over to the other side."""
    return sums(world, "cadre, purge", "cadre, officers", officers(AFTER))


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
    return compare(world, "recruiters", "chance", YOUNG_MEN)


@cell("recruiters", "officers", "none")
def officers_untouched(world: World) -> Estimate:
    """Officers leave only by contact, and nobody approaches them: as many as under chance."""
    return sums(world, "recruiters, officers", "chance, officers", officers())


@cell("recruiters", "after a block", "below", path("cut off", "recruitment"))
def blocks_stop_the_recruited(world: World) -> Estimate:
    """Down one for one: fewer of the recruited leave in blocked weeks; the officials' claim."""
    return blocked_weeks(world, "recruiters", RECRUITED)


@cell("recruiters", "after a block", "none")
def blocks_leave_the_others(world: World) -> Estimate:
    """And nobody leaves instead: those who were not recruited are as many as in open weeks."""
    return blocked_weeks(world, "recruiters", OTHERWISE)


@cell("recruiters", "after a crackdown", "none")
def recruiters_crackdown(world: World) -> Estimate:
    """Enforcement at home is irrelevant."""
    return crackdown(world, "recruiters")


# migration: marginal and stranded migrants.


@cell("migration", "time path", "above", path("loneliness", "migration shock"))
def jump_in_early_2015(world: World) -> Estimate:
    """The permit law of January 2015, the rouble and entry bans: January to April over September to December."""
    return compare(world, "migration", "chance", JUMP)


@cell("migration", "place and origin", "above", WORKSITE)
def migration_districts(world: World) -> Estimate:
    """More from where many work abroad; Elshimi et al. 2018."""
    return compare(
        world, "migration", "chance", civilian_odds(in_places(migration("high")), in_places(migration("low")))
    )


@cell("migration", "migrants", "above", WORKSITE)
def migrants_very_high(world: World) -> Estimate:
    """The share of young men who were abroad is far above that of chance; Lemon and Tucker 2024."""
    return compare(world, "migration", "chance", YOUNG_MEN)


@cell("migration", "migrants", "above", path("loneliness", "migration shock"))
def migrants_above_recruiters(world: World) -> Estimate:
    """And higher than with recruiters alone, from 2015 on."""
    odds_away = lambda f: odds(left(f)[between("2015-01-01", "2015-05-28")(left(f))], AWAY, HOME)  # noqa: E731
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
    """S-shaped by community: pairs of one neighbourhood within half a year, over pairs at any times of the place."""
    return against(world["ties"], lambda f: close_in_time(f, "neighbours"))


@cell("ties", "place and origin", "above", ANSWER)
def few_villages_hold_most(world: World) -> Estimate:
    """Bloc recruitment: the top three neighbourhoods' share over that with recruiters alone; Reynolds and Hafez 2019."""
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
def six_weeks_after_a_video_online(world: World) -> Estimate:
    """The same among those online, who can see it; Mitts, Phillips and Walter 2022."""
    return sums(
        world, "icon, video", "icon, no video", civilians(after_videos(), is_("online", "early", "late"))
    )


@cell("icon", "place and origin", "none")
def not_those_who_are_offline(world: World) -> Estimate:
    """Nobody who is never online is drawn."""
    return sums(world, "icon, video", "icon, no video", civilians(after_videos(), is_("online", "never")))


@cell("icon", "migrants", "none")
def migrants_not_addressed(world: World) -> Estimate:
    """High only if the video addresses them, which it does not here."""
    return compare(world, "icon, video", "icon, no video", YOUNG_MEN)


@cell("icon", "officers", "above", DRAW)
def follow_on_cases(world: World) -> Estimate:
    """Officers defect within six weeks of a video; insider attacks come in series (ISAF studies)."""
    return sums(world, "icon, video", "icon, no video", officers(after_videos()))


@cell("icon", "officers", "above", path("milieu", "icon"))
def the_police_milieu(world: World) -> Estimate:
    """Defectors of one unit, as broadcasts reach the sender's own: pairs over those expected."""
    return against(world["icon, officers"], lambda f: pairs_sharing(f, "unit", defected(f)))


@cell("icon", "after a block", "below", DRAW)
def smaller_if_blocked_at_once(world: World) -> Estimate:
    """The excess among those online with a block from the first day over that without; Chen and Yang 2019."""
    online = civilians(after_videos(), is_("online", "early", "late"))
    value = {
        name: [online(f) for f in world[f"icon, {name}"]]
        for name in ("no video", "video", "video blocked", "block")
    }
    blocked = np.subtract(value["video blocked"], value["block"])
    return ratio_of_sums(blocked, np.subtract(value["video"], value["no video"]))


def ratio_of_sums(above: NDArray[np.float64], below: NDArray[np.float64]) -> Estimate:
    """One sum over another, of which single terms may be negative; countries resampled."""
    random = np.random.default_rng(0)
    drawn = random.integers(len(above), size=(2000, len(above)))
    low, high = np.quantile(above[drawn].sum(axis=1) / below[drawn].sum(axis=1), [0.025, 0.975])
    return Estimate(float(above.sum() / below.sum()), float(low), float(high), len(above))


@cell("icon", "after a crackdown", "none")
def icon_crackdown(world: World) -> Estimate:
    """Stops and arrests do not change who watches."""
    return crackdown(world, "icon")


def after_videos() -> Chosen:
    """Rows of the six weeks after each video."""
    starts = [week_of(day) for day in VIDEOS]
    weeks = np.zeros(week_of("2015-06-04"), bool)
    for start in starts:
        weeks[start : start + 6] = True
    return in_weeks(weeks)


# boomerang: departures justify the crackdown and the crackdown feeds departures.

REACTION = path("reaction", "justification")


@cell("boomerang", "time path", "above", REACTION)
def enforcement_follows_departures(world: World) -> Estimate:
    """Stops with the state's reaction over those without: the law of coercive responsiveness (Davenport 2007)."""
    return compare(
        world, "boomerang", "boomerang, no effect", lambda f: f.count["stop"][week_of("2013-01-01") :].sum()
    )


@cell("boomerang", "time path", "above", PUSH)
def and_precedes_them(world: World) -> Estimate:
    """Those stopped leave in the next 1 to 12 months more than by chance; Lemon 2018."""
    return against(world["boomerang"], lambda f: after_own_stop(f, 4, 52))


@cell("boomerang", "time path", "above", REACTION)
def the_loop_feeds_itself(world: World) -> Estimate:
    """Departures with the state's reaction over those without: gain above zero."""
    return compare(world, "boomerang", "boomerang, no effect", civilians(between("2013-01-01", "2015-05-28")))


@cell("boomerang", "place and origin", "above", PUSH)
def boomerang_in_enforced_places(world: World) -> Estimate:
    """More where enforcement is, over chance; Lemon 2018."""
    return compare(world, "boomerang", "chance", ENFORCED)


@cell("boomerang", "place and origin", "above", PUSH)
def boomerang_among_the_visibly_devout(world: World) -> Estimate:
    """And among those it is aimed at."""
    return compare(world, "boomerang", "chance", OBSERVANT)


@cell("boomerang", "officers", "above", path("suspicion", "justification"))
def purges_after_defections(world: World) -> Estimate:
    """Purging in the eight weeks after a defection over the eight before: coup-proofing (Scharpf and Glaessel 2020)."""
    return typical(*zip(*[purging_around(f) for f in world["boomerang"]], strict=True))


def purging_around(facts: Facts) -> tuple[float, float]:
    """Mean purging in the eight weeks after and before defections."""
    weeks = [w for w in defected(facts)["week"] if 8 <= w < len(facts.sympathisers) - 9]
    level = facts.level["purging"]
    after = sum(level[w + 1 : w + 9].sum() for w in weeks)
    return after, sum(level[w - 8 : w].sum() for w in weeks)


@cell("boomerang", "after a block", "not below", path("irritation", "blocking"))
def blocks_do_not_help(world: World) -> Estimate:
    """Net effect of blocks at or above zero; Hobbs and Roberts 2018, Roberts 2018."""
    return blocked_weeks(world, "boomerang")


@cell("boomerang", "after a crackdown", "above", PUSH)
def boomerang_crackdown(world: World) -> Estimate:
    """Up after a crackdown, fear notwithstanding; Lemon 2018, Davenport 2007."""
    return crackdown(world, "boomerang")


@cell("chance", "after a block", "none")
def chance_blocks(world: World) -> Estimate:
    """Home policy is irrelevant."""
    return blocked_weeks(world, "chance")


@cell("chance", "after a crackdown", "none")
def chance_crackdown(world: World) -> Estimate:
    """Home policy is irrelevant; arrests of sympathisers take a few away."""
    return crackdown(world, "chance")


def pairs(world: World, name: str, layer: str) -> Estimate:
    """Pairs of civilians of one block over those expected."""
    return against(world[name], lambda f: pairs_sharing(f, layer, left(f)))


def crackdown(world: World, name: str) -> Estimate:
    """Civilians who leave after the early crackdown over the same months without it."""
    return compare(world, f"{name}, crackdown", name, civilians(AFTER))


def blocked_weeks(world: World, name: str, *chosen: Chosen) -> Estimate:
    """Departures in alternate weeks that are blocked over the same weeks of the same draws unblocked.

    Weeks that are blocked in both are left out.
    """
    pairs = [
        _in_blocked_weeks(a, b, chosen) for a, b in zip(world[f"{name}, blocks"], world[name], strict=True)
    ]
    return pooled([a for a, _ in pairs], [b for _, b in pairs])


def _in_blocked_weeks(blocked: Facts, free: Facts, chosen: tuple[Chosen, ...]) -> tuple[float, float]:
    weeks = (blocked.level["blocking"] > 0.5) & (free.level["blocking"] < 0.3)
    only = (in_weeks(weeks), *chosen)
    return number(left(blocked), *only), number(left(free), *only)
