"""Personal names by their shape: capitalised words, titles, particles, hyphens and apostrophes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from transforms.data import read_yaml, words

_UPPER = "A-ZÀ-ÖØ-Þ"
_LOWER = "a-zß-öø-ÿ"
_PART = rf"(?:(?:Mc|Mac|Fitz|De|La|Le|Van|Di)?[{_UPPER}](?:'[{_UPPER}])?[{_LOWER}]+)"
_WORD = rf"(?:{_PART}(?:-{_PART}){{0,2}}|[{_UPPER}]{{1,2}}\b)(?!\w)"


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A run of words shaped like a name: `text[start:end]`, titles included; `parts` are the words without titles."""

    start: int
    end: int
    title: str | None
    parts: tuple[str, ...]

    @property
    def name(self) -> str:
        """The words of the name, titles dropped."""
        return " ".join(self.parts)


@cache
def _no_name() -> frozenset[str]:
    return words(read_yaml("people.yaml")["not_names"])


@cache
def _surnames_too() -> frozenset[str]:
    return words(read_yaml("people.yaml")["surnames_too"])


@cache
def _titles() -> frozenset[str]:
    return frozenset(read_yaml("people.yaml")["titles"])


@cache
def _run() -> re.Pattern[str]:
    particles = "|".join(read_yaml("people.yaml")["particles"])
    return re.compile(rf"(?=[{_UPPER}])(?<![\w'-]){_WORD}\.?(?:\s(?:(?:{particles})\s){{0,2}}{_WORD}\.?){{0,7}}")


_TOKEN = re.compile(r"\S+")
_SHOUTED = re.compile(rf"\n([{_UPPER}]{{3,}})(?= [{_UPPER}][{_LOWER}])")


def find_names(text: str, taken: Iterable[tuple[int, int]] = ()) -> list[NameSpan]:
    """All runs shaped like names in a text with straight quotes; places in `taken` (authorities) belong to none.

    Whether a run names a person is for the caller to judge by what stands beside it.
    """
    blanked = _blank(_unshout(text), taken)
    return [span for run in _run().finditer(blanked) for span in _split(run[0], run.start())]


def _unshout(text: str) -> str:
    """Give the first word of a paragraph, set in capitals by house style, its ordinary form."""
    return _SHOUTED.sub(lambda found: f"\n{found[1].capitalize()}", f"\n{text}")[1:]


def _blank(text: str, taken: Iterable[tuple[int, int]]) -> str:
    pieces, last = [], 0
    for start, end in sorted(taken):
        if start >= last:
            pieces += [text[last:start], "#" * (end - start)]
            last = end
    return "".join([*pieces, text[last:]])


def _split(run: str, offset: int) -> Iterator[NameSpan]:
    """Cut a run of capitalised words at titles and at words that no name has."""
    titles, no_names = _titles(), _no_name()
    if len(run.split()) == 1:
        if (only := run.rstrip(".")) not in titles and only not in no_names:
            yield NameSpan(offset, offset + len(only), None, (only,))
        return
    kept: list[re.Match[str]] = []
    for token in _TOKEN.finditer(run):
        word = token[0].rstrip(".")
        parts = [part for part in kept if part[0].rstrip(".") not in titles]
        no_name = word in no_names and not (len(parts) == 1 and word in _surnames_too())
        ends_here = no_name or (kept and _ends_sentence(kept[-1][0]))
        starts_anew = word in titles and parts
        if (ends_here or starts_anew) and kept:
            yield from _span(kept, offset)
            kept = []
        if not no_name:
            kept.append(token)
    yield from _span(kept, offset)


def _ends_sentence(token: str) -> bool:
    return token.endswith(".") and len(token) > 2 and token.rstrip(".") not in _titles()


def _span(tokens: list[re.Match[str]], offset: int) -> Iterator[NameSpan]:
    titles = _titles()
    titled = [token for token in tokens if token[0].rstrip(".") in titles]
    parts = [token for token in tokens if token[0].rstrip(".") not in titles][:4]
    if parts and parts[0][0][0].isupper():
        last = parts[-1][0].rstrip(".")
        start = (titled or parts)[0].start() if titled and titled[0].start() < parts[0].start() else parts[0].start()
        names = (*(part[0] for part in parts[:-1]), last)
        title = titled[-1][0].rstrip(".") if titled else None
        yield NameSpan(offset + start, offset + parts[-1].start() + len(last), title, names)
