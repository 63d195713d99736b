"""The steps of looking a site over, in their order: what pages say, what their system implies, what is usual."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from scrapers.addresses import origin
from scrapers.discover.leads import Lead
from scrapers.discover.links import announced_feeds, committee_lead, committee_systems, linked_feeds, news_pages
from scrapers.discover.looks import Look, look_at
from scrapers.discover.paths import forms_of, likely_listings, readers_of, usual_addresses, usual_feeds
from scrapers.discover.signs import signs
from scrapers.discover.sitemaps import is_sitemap, named_sitemaps
from scrapers.discover.survey import Survey

REST = "/wp-json"
MOST_COMMITTEE_LEADS = 2


def carry_out(survey: Survey) -> None:
    """Take the steps in their order until there is enough."""
    for step in STEPS:
        survey.pursue(step(survey), until_enough=step in GUESSES)
        if survey.has_enough:
            return


def _the_address_itself(survey: Survey) -> Iterator[Lead]:
    page = survey.open(survey.address)
    if page is None:
        return
    if look_at(page):
        survey.look(survey.address)
    elif is_sitemap(page):
        yield from survey.explore_sitemap(survey.address)
    else:
        yield Lead("wordpress" if REST in survey.address else "feed", survey.address, "the address given")


def _committee_systems(survey: Survey) -> Iterator[Lead]:
    # Where a committee system shuts its pages, its web service is often open.
    if lead := committee_lead(survey.address):
        yield lead
    elif survey.is_for_papers:
        yield Lead("moderngov", survey.address.rstrip("/"), "the address given")
        yield Lead("cmis", survey.address.rstrip("/"), "the address given")
    for look in list(survey.looks.values()):
        yield from committee_systems(look)[:MOST_COMMITTEE_LEADS]


def _announced(survey: Survey) -> Iterator[Lead]:
    for look in list(survey.looks.values()):
        yield from announced_feeds(look)


def _newsrooms(survey: Survey) -> Iterator[Lead]:
    for start in list(survey.looks.values()):
        for url in _likely_newsrooms(start):
            if (newsroom := survey.look(url)) and newsroom.url not in survey.newsrooms:
                survey.newsrooms[newsroom.url] = newsroom
                yield from announced_feeds(newsroom)


def _likely_newsrooms(start: Look) -> list[str]:
    """Return where news may be listed: where the page points, and itself if it points nowhere or is no front page."""
    pointed_at = news_pages(start)
    is_front = urlsplit(start.url).path in ("", "/")
    return pointed_at if pointed_at and is_front else [*pointed_at, start.url]


def _of_known_systems(survey: Survey) -> Iterator[Lead]:
    for newsroom in list(survey.newsrooms.values()):
        yield from linked_feeds(newsroom)
        yield from forms_of(newsroom)
    for site in survey.origins:
        yield from usual_addresses(site, survey.systems)


def _by_reader(survey: Survey) -> Iterator[Lead]:
    for newsroom in list(survey.newsrooms.values()):
        yield from readers_of(newsroom)


def _front_page(survey: Survey) -> Iterator[Lead]:
    front = survey.look(f"{origin(survey.start)}/")
    if front:
        yield from committee_systems(front)[:MOST_COMMITTEE_LEADS]
        yield from announced_feeds(front)
        yield from _newsrooms(survey)


def _usual_feeds(survey: Survey) -> Iterator[Lead]:
    for site in survey.origins:
        yield from usual_feeds(site)


def _usual_news_pages(survey: Survey) -> Iterator[Lead]:
    for path in signs().news_pages:
        newsroom = survey.look(origin(survey.start) + path)
        if newsroom and newsroom.url not in survey.newsrooms:
            survey.newsrooms[newsroom.url] = newsroom
            yield from announced_feeds(newsroom)
            yield from readers_of(newsroom)


def _sitemaps(survey: Survey) -> Iterator[Lead]:
    for site in survey.origins:
        for url in named_sitemaps(site, survey.errand):
            yield from survey.explore_sitemap(url)


def _by_selectors(survey: Survey) -> Iterator[Lead]:
    for newsroom in survey.newsrooms.values():
        for lead in likely_listings(newsroom):
            yield lead
            if any(trial.lead is lead for trial in survey.trials):
                break


STEPS: tuple[Callable[[Survey], Iterator[Lead]], ...] = (
    _the_address_itself,
    _committee_systems,
    _announced,
    _newsrooms,
    _of_known_systems,
    _by_reader,
    _front_page,
    _usual_news_pages,
    _usual_feeds,
    _sitemaps,
    _by_selectors,
)
# What a site announces is compared; what is only likely to be there is not asked for needlessly.
GUESSES = (_of_known_systems, _by_reader, _usual_feeds, _sitemaps)
