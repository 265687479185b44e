"""Keys that people write in place of ours, and which these are."""

OTHER_WORDS: dict[str, dict[str, str]] = {  # by the noun of a part; what to write for several keys
    "an observation": {"period year month": "'from' and 'to'", "date day until": "'by'", "event": "'count'"},
    "an observable": {"period year month": "'from' and 'to'", "date day until": "'by'", "event": "'count'"},
    "a parameter": {"range distribution low high min max": "'prior'", "default estimate": "'value'"},
    "a transition": {"from to": "'moves'", "hazard probability chance": "'rate'"},
    "an act": {"hazard probability chance": "'rate'"},
    "a mechanism": {"about description": "'claim'", "author source": "'by'"},
    "an explanation": {"about description": "'claim'", "author source": "'by'"},
    "a policy": {"start begin begins date": "'from'"},
    "a period": {"start begin": "'from'", "end until": "'to'"},
    "a case": {"name": "'case'", "description": "'about'", "places": "'population'"},
}


def instead_of(key: str, noun: str) -> str:
    """End a sentence with what to write for a key that a part does not have, or with nothing."""
    for words, ours in OTHER_WORDS.get(noun, {}).items():
        if key.casefold() in words.split():
            return f"; write {ours}"
    return ""
