"""What a command loads besides libraries: kernels, by a country that takes no time."""

import boomerang

boomerang.simulate(boomerang.scenario("village", until="2010-01-31", persons=100))
