"""Lines of a page that are no part of its story, told by the patterns of data/noise.yaml and by repetition."""

import re
from collections.abc import Iterable
from functools import cache

from transforms.data import read_yaml
from transforms.page_dates import DATE

# No line of chrome met was longer; prose of this length is never judged.
LONGEST_NOISE = 200
# Shorter lines may repeat with sense: "Good" under each heading of a list of judgements.
SHORTEST_REPEAT = 5
# A line said so often within so few lines is the caption of a picture shown at several sizes; "That the report be
# noted." comes back in minutes too, but farther apart.
CAPTION_REPEATS = 3
CAPTION_SPAN = 5
# An advert of a vacancy: title, employer, pay, some lines of text.
LONGEST_ADVERT = 6
_CURLY = (("‘", "'"), ("’", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"))
_BREADCRUMB = re.compile(r"(?:Home|News)(?: ?[/|] ?[^/|]{1,60}){1,6}")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]{0,2}$")


def is_prose(line: str) -> bool:
    """Tell whether a line reads as a sentence of a story and not as a label, headline or date."""
    words = len(line.split())
    return words >= 25 or (words >= 9 and bool(_SENTENCE_END.search(line)))


def drop_noise(lines: list[str], title: str, extra: Iterable[str] = ()) -> list[str]:
    """Drop everything that is no story; `extra` are a site's own patterns, each for a whole line."""
    own = [re.compile(pattern, re.IGNORECASE) for pattern in extra]
    kept = [line for line in lines if not any(pattern.fullmatch(line) for pattern in own)]
    kept = drop_vacancies(_before_end(kept))
    kept = drop_repeats(kept, title)
    kept = drop_related(kept)
    return [line for line in kept if not _matches("lines", line) and not is_breadcrumb(line)]


def drop_repeats(lines: list[str], title: str) -> list[str]:
    """Drop repetitions of the title and of earlier lines, and captions: doubled in one line or said three times."""
    texts = [plain(line) for line in lines]
    captions = {plain(half) for line in lines if (half := doubled(line))} | _thrice_said(texts)
    seen = {plain(title), plain(f"{title} image"), plain(f"{title} picture")}
    kept = []
    for line, text in zip(lines, texts, strict=True):
        if text in seen or text in captions or doubled(line):
            continue
        if _long_enough(text):
            seen.add(text)
        kept.append(line)
    return kept


def _thrice_said(texts: list[str]) -> set[str]:
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(text, []).append(place)
    often = {text: at for text, at in places.items() if len(at) >= CAPTION_REPEATS and _long_enough(text)}
    return {text for text, at in often.items() if at[CAPTION_REPEATS - 1] - at[0] <= CAPTION_SPAN}


def doubled(line: str) -> str | None:
    """Return the half of a line that says the same twice ("Cllr Mike WhiteCllr Mike White"), after a label or not."""
    for text in (line, line.partition(": ")[2]):
        half = len(text) // 2
        first, second = text[:half].strip(), text[half:].strip()
        if first == second and " " in first:
            return first
    return None


def drop_related(lines: list[str]) -> list[str]:
    """Drop the lists of other stories: from their heading up to the next line of prose."""
    kept: list[str] = []
    listing = False
    for line in lines:
        listing = _matches("related", line) or (listing and not is_prose(line))
        if not listing:
            kept.append(line)
    return kept


def drop_vacancies(lines: list[str]) -> list[str]:
    """Drop adverts of vacancies, each from its title to the line that names the recruiter once more."""
    recruiter = _compiled(read_yaml("noise.yaml")["vacancy"]["recruiter"])
    dropped: set[int] = set()
    for end, line in enumerate(lines):
        named = recruiter.fullmatch(line) if len(line) <= LONGEST_NOISE else None
        if named:
            dropped.update(range(_advert_begin(lines, end, named["name"]), end + 1))
    return [line for index, line in enumerate(lines) if index not in dropped]


def _advert_begin(lines: list[str], end: int, employer: str) -> int:
    """Find the title of the advert: above the employer's line, below the heading of all adverts."""
    named = [at for at in range(max(end - LONGEST_ADVERT, 1), end) if lines[at] == employer]
    begin = named[0] - 1 if named else end
    heading = _compiled(read_yaml("noise.yaml")["vacancy"]["heading"])
    return begin - 1 if named and begin and heading.fullmatch(lines[begin - 1]) else begin


def is_breadcrumb(line: str) -> bool:
    """Tell whether a line is the way from the home page: "Home > News > 2023"."""
    if len(line) > LONGEST_NOISE:
        return False
    steps = re.split(r" ?[>»›] ?", line)
    if len(steps) > 1:
        return line.startswith("Home") or (not is_prose(line) and all(0 < len(step.split()) <= 6 for step in steps))
    return bool(_BREADCRUMB.fullmatch(line)) and not DATE.search(line)


def plain(text: str) -> str:
    """Reduce a line to what two copies of it share whatever their quotation marks and case."""
    for curly, typed in _CURLY:
        text = text.replace(curly, typed)
    return text.casefold().strip(" .")


def _before_end(lines: list[str]) -> list[str]:
    told = False
    for index, line in enumerate(lines):
        if told and _matches("ends", line):
            return lines[:index]
        told = told or is_prose(line)
    return lines


def _long_enough(text: str) -> bool:
    return len(text.split()) >= SHORTEST_REPEAT


def _matches(kind: str, line: str) -> bool:
    return len(line) <= LONGEST_NOISE and bool(_pattern(kind).fullmatch(line))


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return _compiled("|".join(f"(?:{each})" for each in read_yaml("noise.yaml")[kind]))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
