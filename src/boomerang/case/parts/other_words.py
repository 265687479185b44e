"""Keys that people write in place of ours, and which these are."""

from collections.abc import Collection

SPAN = "'from' and 'to', such as from: 2013-01-01, to: 2013-12-31"
OTHER_WORDS: dict[str, dict[str, str]] = {  # by the noun of a part; what to write for several keys
    "an observation": {"period year month": SPAN, "date day until": "'by'", "event": "'count'"},
    "an observable": {"period year month": SPAN, "date day until": "'by'", "event": "'count'"},
    "a parameter": {"range distribution low high min max": "'prior'", "default estimate": "'value'"},
    "a tally": {"period year month": "'every', such as every: year"},
    "a transition": {"from to": "'moves'", "hazard probability chance": "'rate'"},
    "an act": {"hazard probability chance": "'rate'"},
    "a mechanism": {"about description": "'claim'", "author source": "'by'"},
    "an explanation": {"about description": "'claim'", "author source": "'by'"},
    "a policy": {"start begin begins date": "'from'"},
    "a period": {"start begin": "'from'", "end until": "'to'"},
    "a case": {"name": "'case'", "description": "'about'", "places": "'population'"},
}


def instead_of(key: str, noun: str, beside: Collection[str]) -> str:
    """End a sentence with what to write for a key that a part does not have, or with nothing.

    Args:
        beside: the other keys that are there.
    """
    for words, ours in OTHER_WORDS.get(noun, {}).items():
        if key.casefold() in words.split():
            if ours == SPAN and "by" in beside:
                return "; 'by' says the last day, such as by: 2013-12-31, and 'from' the first"
            return f"; write {ours}"
    return ""
