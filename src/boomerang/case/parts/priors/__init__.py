"""Priors: one file for each family, registered here in the order in which messages name them."""

from boomerang.case.parts.priors.beta import BETA
from boomerang.case.parts.priors.family import register
from boomerang.case.parts.priors.gamma import GAMMA
from boomerang.case.parts.priors.halfnormal import HALFNORMAL
from boomerang.case.parts.priors.lognormal import LOGNORMAL
from boomerang.case.parts.priors.normal import NORMAL
from boomerang.case.parts.priors.uniform import UNIFORM

register(LOGNORMAL)
register(NORMAL)
register(BETA)
register(UNIFORM)
register(HALFNORMAL)
register(GAMMA)
