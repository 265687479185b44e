"""Statistics: one file for each, registered here in the order in which messages name them."""

from boomerang.case.parts.statistics.change import Change
from boomerang.case.parts.statistics.correlation import Correlation
from boomerang.case.parts.statistics.lead import Lead
from boomerang.case.parts.statistics.number import HowMany
from boomerang.case.parts.statistics.ratio import Ratio
from boomerang.case.parts.statistics.share import ShareOfAll
from boomerang.case.parts.statistics.statistic import register
from boomerang.case.parts.statistics.top import ShareOfLargest
from boomerang.case.parts.statistics.window import ShareOfTime

register(HowMany)
register(ShareOfAll)
register(ShareOfTime)
register(ShareOfLargest)
register(Ratio)
register(Correlation)
register(Lead)
register(Change)
