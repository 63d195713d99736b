"""Phrases of the data files as patterns: what a linguist writes in YAML, ready to search with."""

import re
from collections.abc import Iterable, Mapping

APOSTROPHES = "'’‘`´"
_MACRO = re.compile(r"\{([a-z_]+)\}")
_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " "})


def plain(text: str) -> str:
    """The text, as long as before, with straight quotation marks and plain blanks, so that phrases need one spelling."""
    return text.translate(_PLAIN)


def expand(phrase: str, macros: Mapping[str, str]) -> str:
    """Regular expression of a phrase.

    A blank stands for any white space (`blank?` for some or none), `...` for a few words of the same clause, and `{name}` for the macro of
    that name; anything else is an ordinary regular expression.
    """
    spread = _MACRO.sub(lambda found: f"({expand(macros[found[1]], macros)})", phrase)
    spaced = spread.replace("...", r"[^.;:!?]{0,60}?").replace(" ?", r"\s*+").replace(" ", r"\s++")
    return _GROUP.sub("(?:", spaced)


def any_of(phrases: Iterable[str], macros: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """Pattern that finds any of the phrases as whole words, in either case, in a text that `plain` has been over."""
    choices = "|".join(f"(?:{expand(phrase, macros or {})})" for phrase in phrases)
    return re.compile(rf"(?<![\w£])(?:{choices})(?!'?\w)", re.IGNORECASE)
