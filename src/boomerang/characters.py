"""Characters that are no text, and how a text is shown where they could do harm."""

from __future__ import annotations

import re

# Control characters other than tab and newline, halves of surrogate pairs, breaks of lines that not everybody
# takes for one, marks that turn the direction of what follows, and what is no character at all.
NO_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
LONGEST_SHOWN = 60  # characters of what somebody has written, in a message
LONGEST_PATH = 500  # characters of a path, without which nobody finds the file
QUOTED = re.compile(rf"(?<![^\s(])'((?:[^'\n]|'(?=\w)){{{LONGEST_SHOWN + 1},}})'(?=[\s;:,.)]|$)")
WORD = re.compile(rf"[^\s/.'\[\]:=,()]{{{LONGEST_SHOWN + 1},}}|[\d.,]{{{LONGEST_SHOWN + 1},}}")
PLAIN = {
    **dict(zip("▁▂▃▄▅▆▇█", "_.-=+*#@", strict=True)),
    **dict.fromkeys("–—−‐‑", "-"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("‘’", "'"),
    "…": "...",
    "±": "+/-",
    "×": "x",
    "→": "->",
    "●": "*",
    "\u00a0": " ",
}


def visible(text: str) -> str:
    """The text with codes in place of characters that are no text; in JSON they mean the same."""
    return NO_TEXT.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def shortened(text: str) -> str:
    """The beginning of a long text."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


def brief(message: str) -> str:
    """A message in which no name, number or quoted text is long, but for the path of a file."""
    message = QUOTED.sub(
        lambda found: f"'{found[1] if _is_path(found[1]) else shortened(found[1])}'", message
    )
    return WORD.sub(lambda found: shortened(found[0]), message)


def _is_path(text: str) -> bool:
    return "/" in text and len(text) <= LONGEST_PATH


def writable(text: str, encoding: str | None) -> str:
    """The visible text in characters that an encoding has: plain ones, or codes."""
    text, encoding = visible(text), encoding or "utf-8"
    return text if _has(encoding, text) else "".join(_plain(letter, encoding) for letter in text)


def _has(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _plain(letter: str, encoding: str) -> str:
    if _has(encoding, letter):
        return letter
    return PLAIN.get(letter, letter).encode(encoding, "backslashreplace").decode(encoding)
