"""Which of several finds is the best to read: machine endpoints, what is fresh, plenty, and news by its titles."""

from datetime import date
from urllib.parse import urlsplit

from scrapers.discover.signs import signs
from scrapers.discover.trials import Trial
from scrapers.source import ReaderName

# What is made for machines is refused less often, says when it changed, and survives a redesign.
POINTS_OF_READER: dict[ReaderName, int] = {
    "wordpress": 42, "feed": 40, "moderngov": 40, "cmis": 30, "localgov_drupal": 25, "jadu": 25, "goss": 25,
    "contensis": 25, "sitemap": 12,
}  # fmt: skip
POINTS_BY_AGE = ((7, 30), (45, 20), (180, 8))
MOST_POINTS_OF_NUMBER = 10
POINTS_OF_TITLES = 20
POINTS_OF_NEWS_WORD = 10
POINTS_OF_OTHER_WORD = -40
FRESH_DAYS = 45
ENOUGH_ITEMS = 3
WORDS_OF_A_HEADLINE = 4


def score(trial: Trial, today: date) -> float:
    """Return how much speaks for a find; 100 is a fresh, full feed of headlines."""
    named = POINTS_OF_NEWS_WORD * _speaks_of(trial, signs().news_words)
    other = POINTS_OF_OTHER_WORD * _speaks_of(trial, signs().other_words)
    number = min(len(trial.entries), MOST_POINTS_OF_NUMBER)
    return (
        POINTS_OF_READER.get(trial.lead.reader, 5)
        + _points_by_age(trial, today)
        + number
        + POINTS_OF_TITLES * headlines(trial)
        + named
        + other
    )


def ranked(trials: list[Trial], today: date) -> list[Trial]:
    """Return the finds, best first; of equal ones the one found first."""
    return sorted(trials, key=lambda trial: -score(trial, today))


def is_enough(trial: Trial, today: date) -> bool:
    """Tell whether a find of news is so good that nothing better need be looked for."""
    return (
        not trial.lead.is_papers
        and trial.lead.reader not in ("listing", "sitemap")
        and len(trial.entries) >= ENOUGH_ITEMS
        and trial.days is not None
        and (today - trial.days[1]).days <= FRESH_DAYS
        and headlines(trial) >= 0.5
        and not _speaks_of(trial, signs().other_words)
    )


def headlines(trial: Trial) -> float:
    """Return the share of titles that are as long as headlines are."""
    long = sum(len(entry.title.split()) >= WORDS_OF_A_HEADLINE for entry in trial.entries)
    return long / len(trial.entries)


def _points_by_age(trial: Trial, today: date) -> int:
    if trial.days is None:
        return 0
    age = (today - trial.days[1]).days
    return next((points for days, points in POINTS_BY_AGE if age <= days), 0)


def _speaks_of(trial: Trial, words: tuple[str, ...]) -> bool:
    parts = urlsplit(trial.lead.address)
    said = f"{parts.path}?{parts.query} {trial.lead.label}".lower()
    return any(word in said for word in words)
