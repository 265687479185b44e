"""Which characters a text may hold."""

import re
from unicodedata import category, normalize

from boomerang.characters import NO_TEXT, visible

# Marks that change nothing, or only the shape of a letter, so that two names could look the same.
_UNSEEN = re.compile("[\u034f\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def clean(text: str) -> str:
    """Compose letters and their accents (NFC), so that names match whichever way they were typed.

    Raises ValueError for a character that is no text.
    """
    return composed(checked(text))


def checked(text: str) -> str:
    """Give the text back, or refuse it with ValueError for a character that is no text."""
    if found := NO_TEXT.search(text):
        raise ValueError(no_text(found[0]))
    return text


def composed(text: str) -> str:
    """Write letters with accents as one character each (NFC), as far as there is one."""
    return normalize("NFC", text)


def without_marks(text: str) -> str:
    """The letters alone: without marks that belong to the one before them, as the vowels of Devanagari do.

    Such a mark is part of a word, but none of the letters and digits of a regular expression.
    """
    if text.isascii() or _UNSEEN.search(text):
        return text
    kept = ""
    for character in text:
        if not (kept[-1:].isalnum() and category(character) in ("Mn", "Mc")):
            kept += character
    return kept


def no_text(character: str) -> str:
    """Say that a character cannot stand in a text."""
    return f"the character U+{ord(character):04X} cannot stand in a text; take it out"


def harmless(text: str) -> str:
    """Write a text on one line, with codes in place of characters that are no text."""
    return re.sub(r"[\n\t]", " ", visible(text))
