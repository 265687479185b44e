"""Fingerprints of the explanations that look at home: restriction, misrule, cadre and boomerang."""

from __future__ import annotations

from collections.abc import Sequence

from comparisons import (
    AFTER,
    ENFORCED,
    FAVOURED,
    LATE,
    OBSERVANT,
    OUTSIDERS,
    PUSH,
    Measure,
    World,
    against,
    blocked_weeks,
    cell,
    civilian_odds,
    civilians,
    compare,
    counted,
    crackdown,
    officer_odds,
    officers,
    rises_in_rank,
    sums,
    young_men_abroad,
)
from countries import Facts, path, week_of
from intervals import Estimate, pooled, typical
from measures import Chosen, after_own_stop, after_stop_at_home, between, defected, is_, left, number, odds

# restriction: enforcement breeds grievance in those stopped and those who see it.


@cell("restriction", "time path", "above", PUSH)
def those_stopped_leave_in_1_to_12_months(world: World) -> Estimate:
    """Of 495 recruits 71 % named an act of the state as the last trigger (UNDP 2017)."""
    return against(world["restriction, many"], lambda f: after_own_stop(f, 4, 52))


@cell("restriction", "time path", "none")
def the_same_when_grievance_does_nothing(world: World) -> Estimate:
    """The statistic itself gives 1 when push, anger, conscience and outrage are 1."""
    return against(world["restriction, many, no effect"], lambda f: after_own_stop(f, 4, 52))


@cell("restriction", "time path", "above", PUSH)
def households_of_those_stopped_leave_in_1_to_12_months(world: World) -> Estimate:
    """Vicarious grievance: kin of victims leave more (Obaidi et al. 2018; UNDP 2017)."""
    return against(world["restriction, many"], lambda f: after_stop_at_home(f, 4, 52))


@cell("restriction", "time path", "none")
def and_not_before_the_stop(world: World) -> Estimate:
    """Stops in the household in the 12 months after a departure are as many as chance makes."""
    early = between("2010-01-01", "2014-05-01")
    return against(world["restriction, many"], lambda f: after_stop_at_home(f, -52, -1, early))


@cell("restriction", "time path", "above", PUSH)
def departures_rise_with_enforcement(world: World) -> Estimate:
    """Enforcement tripled by 2014; LaFree, Dugan and Korte 2009 find backlash in half of the campaigns."""
    return compare(world, "restriction, many", "restriction, many, no effect", LATE)


@cell("restriction", "time path", "above", PUSH)
def angrier_when_they_leave(world: World) -> Estimate:
    """Mean grievance at the moment of leaving, over that when grievance does nothing; Obaidi et al. 2018."""
    return compare(world, "restriction, many", "restriction, many, no effect", mean_grievance)


def mean_grievance(facts: Facts) -> float:
    """Mean grievance of civilians as they leave."""
    return float(left(facts)["grievance"].mean())


@cell("restriction", "place and origin", "above", PUSH)
def enforced_places(world: World) -> Estimate:
    """More where beards and scarves are policed, over the same draws without effect; Saiya and Scime 2015."""
    return compare(world, "restriction, many", "restriction, many, no effect", ENFORCED)


@cell("restriction", "place and origin", "above", PUSH)
def the_visibly_devout(world: World) -> Estimate:
    """More among those whom enforcement is aimed at; Saiya and Scime 2015, Mitts 2019."""
    return compare(world, "restriction, many", "restriction, many, no effect", OBSERVANT)


@cell("restriction", "migrants", "none")
def migrants_no_excess(world: World) -> Estimate:
    """The odds that a young man who left was abroad are those of chance."""
    return compare(world, "restriction, many", "chance, many", young_men_abroad)


@cell("restriction", "officers", "above", path("conscience", "restriction"))
def officers_against_their_own_faith(world: World) -> Estimate:
    """Those made to enforce: officers who practise defect more; Scharpf 2018 on agents of repression."""
    observant = officer_odds(is_("practice", "visible"), is_("practice", "none"))
    return compare(world, "restriction, many officers", "restriction, many officers, no effect", observant)


@cell("restriction", "after a block", "none")
def blocks_do_little(world: World) -> Estimate:
    """Sites are not what the claim is about."""
    return blocked_weeks(world, "restriction")


@cell("restriction", "after a crackdown", "above", PUSH)
def crackdown_raises_departures(world: World) -> Estimate:
    """Indiscriminate pressure backfires (LaFree, Dugan and Korte 2009; Benmelech, Berrebi and Klor 2015)."""
    return crackdown(world, "restriction, many")


@cell("restriction", "after a crackdown", "above", PUSH)
def crackdown_raises_departures_in_the_households_of_victims(world: World) -> Estimate:
    """Up in victims' households after a lag of one to twelve months; UNDP 2017."""
    return against(world["restriction, many, crackdown"], lambda f: after_stop_at_home(f, 4, 52, AFTER))


# misrule: corruption, regionalism and nepotism on top of restriction.


@cell("misrule", "time path", "above", path("injustice", "deprivation"))
def slow_drift(world: World) -> Estimate:
    """Resentment grows with the years, so departures outgrow chance; Gurr 1970, Smith et al. 2012."""
    return compare(world, "misrule, many", "chance, many", LATE)


@cell("misrule", "time path", "none")
def no_step_in_early_2015(world: World) -> Estimate:
    """Resentment has no dates: as many in January and February 2015, before the campaign, as before."""
    step = civilian_odds(between("2015-01-01", "2015-03-01"), between("2014-11-01", "2015-01-01"))
    return compare(world, "misrule, many", "chance, many", step)


@cell("misrule", "place and origin", "above", path("injustice", "deprivation"))
def outside_the_ruling_group(world: World) -> Estimate:
    """Group deprivation: those outside the favoured zone leave more; Smith et al. 2012."""
    return compare(world, "misrule, many", "chance, many", civilian_odds(OUTSIDERS, FAVOURED))


@cell("misrule", "migrants", "none")
def migrants_as_under_chance(world: World) -> Estimate:
    """Being abroad does not matter to the claim."""
    return compare(world, "misrule, many", "chance, many", young_men_abroad)


@cell("misrule", "officers", "above", path("climb", "deprivation"))
def defectors_rise_in_rank(world: World) -> Estimate:
    """It climbs the hierarchy (Izzat Amon): seniors among defectors from 2014 on over before, over chance."""
    return compare(world, "misrule, many officers", "chance, many officers", rises_in_rank(defected))


@cell("misrule", "officers", "above", path("gall", "deprivation"))
def resigners_rise_in_rank(world: World) -> Estimate:
    """The same among those who resign."""
    measure = rises_in_rank(lambda f: f.resigned)
    return compare(world, "misrule, many officers", "chance, many officers", measure)


@cell("misrule", "after a block", "above", path("backfire", "deprivation"))
def blocks_backfire(world: World) -> Estimate:
    """Sudden blocking angers and politicises; Hobbs and Roberts 2018, Nabi 2014."""
    return blocked_weeks(world, "misrule")


@cell("misrule", "after a crackdown", "above", PUSH)
def misrule_crackdown_raises_departures(world: World) -> Estimate:
    """The war on beards and scarves is part of the claim."""
    return crackdown(world, "misrule, many")


# cadre: clan appointments; officers outside resign, a few turn.


@cell("cadre", "time path", "above", path("slight", "cadre politics"))
def resignations_after_promotion_rounds(world: World) -> Estimate:
    """Those passed over at the turn of the year resign: February to May over August to November."""
    return compare(world, "cadre, many officers", "chance, many officers", spring_over_autumn)


def resigned_odds(these: Chosen, those: Chosen) -> Measure:
    """Odds among those who resigned."""
    return lambda facts: odds(facts.resigned, these, those)


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
    return compare(world, "cadre", "chance", young_men_abroad)


@cell("cadre", "officers", "above", path("turn", "cadre politics"))
def outsiders_defect(world: World) -> Estimate:
    """Those excluded from posts defect; Bou Nassif 2015 and Albrecht, Koehler and Ohl 2016 on Syria."""
    return compare(world, "cadre, many officers", "chance, many officers", officer_odds(OUTSIDERS, FAVOURED))


@cell("cadre", "officers", "above", path("give up", "cadre politics"))
def outsiders_resign(world: World) -> Estimate:
    """Most resign (Zoirov); turnover falls with chances of promotion (Griffeth, Hom and Gaertner 2000)."""
    measure = resigned_odds(OUTSIDERS, FAVOURED)
    return compare(world, "cadre, many officers", "chance, many officers", measure)


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
    purged, spared = "cadre, many officers, purge", "cadre, many officers"
    return compare(world, purged, spared, lambda f: number(f.resigned, AFTER))


@cell("cadre", "after a crackdown", "above", path("dread", "cadre politics"))
def purges_raise_defections(world: World) -> Estimate:
    """And some go over to the other side."""
    return sums(world, "cadre, many officers, purge", "cadre, many officers", officers(AFTER))


# boomerang: departures justify the crackdown and the crackdown feeds departures.

REACTION = path("reaction", "justification")


@cell("boomerang", "time path", "above", REACTION)
def enforcement_follows_departures(world: World) -> Estimate:
    """Stops with the state's reaction over those without: law of coercive responsiveness (Davenport 2007)."""
    return compare(world, "boomerang", "boomerang, no effect", counted("stop", "2013-01-01"))


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
    """Purging in the eight weeks after a defection over the eight before; Scharpf and Glaessel 2020."""
    return typical(*zip(*[purging_around(f) for f in world["boomerang"]], strict=True))


def purging_around(facts: Facts) -> tuple[float, float]:
    """Mean purging in the eight weeks after and before defections."""
    weeks = [w for w in defected(facts)["week"] if 8 <= w < len(facts.sympathisers) - 9]
    level = facts.level["purging"]
    after = sum(level[w + 1 : w + 9].sum() for w in weeks)
    return after, sum(level[w - 8 : w].sum() for w in weeks)


@cell("boomerang", "officers", "above", path("suspicion", "justification"))
def more_are_dismissed(world: World) -> Estimate:
    """Dismissals from July 2014 on with the state's suspicion over those without; the same source."""
    return compare(world, "boomerang", "boomerang, no effect", counted("dismiss", "2014-07-01"))


@cell("boomerang", "after a block", "not below", path("irritation", "blocking"))
def blocks_do_not_help(world: World) -> Estimate:
    """Net effect of blocks at or above zero; Hobbs and Roberts 2018, Roberts 2018."""
    return blocked_weeks(world, "boomerang")


@cell("boomerang", "after a crackdown", "above", PUSH)
def boomerang_crackdown(world: World) -> Estimate:
    """Up after a crackdown, fear notwithstanding; Lemon 2018, Davenport 2007."""
    return crackdown(world, "boomerang")
