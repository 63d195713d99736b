"""What there is to read on a site, and what a human should do where there is nothing."""

from dataclasses import dataclass
from datetime import date

from scrapers.addresses import origin
from scrapers.discover.errand import Errand
from scrapers.discover.ranking import ranked
from scrapers.discover.steps import carry_out
from scrapers.discover.survey import Survey
from scrapers.discover.trials import Trial
from scrapers.errors import Refused, RobotsDisallowed, ScrapeError, TransientError
from scrapers.fetch import FetchSettings

MOST_REQUESTS = 25


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a site has: finds of news and of committee papers, best first, and why other leads led nowhere."""

    address: str
    site_name: str
    news: tuple[Trial, ...]
    papers: tuple[Trial, ...]
    failures: tuple[str, ...]
    requests: int
    is_cut_short: bool
    advice: str

    @property
    def best(self) -> tuple[Trial, ...]:
        """The best find of news and the best of papers: they do not stand in for each other."""
        return (*self.news[:1], *self.papers[:1])


def discover(
    address: str,
    settings: FetchSettings,
    *,
    today: date,
    most_requests: int = MOST_REQUESTS,
    is_for_papers: bool = False,
) -> Discovery:
    """Find what an address of a council, a committee system or a paper offers to read, and try it.

    Args:
        address: any page of the site, http or https.
        settings: how to go about fetching.
        today: from which the age of items is counted.
        most_requests: robots.txt and redirects not counted.
        is_for_papers: try the address as that of a committee system, whatever it looks like.
    """
    with Errand(settings, most_requests) as errand:
        survey = Survey(address, errand, today, is_for_papers)
        carry_out(survey)
    best_first = ranked(survey.trials, today)
    names = [look.site_name for look in survey.looks.values() if look.site_name]
    return Discovery(
        address=address,
        site_name=names[0] if names else "",
        news=tuple(trial for trial in best_first if not trial.lead.is_papers),
        papers=tuple(trial for trial in best_first if trial.lead.is_papers),
        failures=tuple(dict.fromkeys(str(error) for error in survey.failures.values())),
        requests=errand.spent,
        is_cut_short=errand.is_spent,
        advice="" if best_first else _advice(survey),
    )


def _advice(survey: Survey) -> str:
    """What a human should do, by the error that the site itself was met with."""
    errors = list(survey.failures.values())
    shut: ScrapeError | None = survey.errand.has_shut_out(survey.address)
    if isinstance(shut, TransientError):
        return f"{origin(survey.address)} gave no answer: check the address in a browser, or try again later."
    if shut or (errors and all(isinstance(error, Refused) for error in errors)):
        return (
            f"{origin(survey.address)} refuses programs: ask its owner for a feed, or read it elsewhere; "
            "where it is in the register, mark it as blocked."
        )
    if errors and all(isinstance(error, RobotsDisallowed) for error in errors):
        return f"{origin(survey.address)}/robots.txt keeps programs out: ask the owner of the site for leave."
    return (
        "Look in a browser for the page that lists the news, and give its address; where that finds nothing either, "
        "write an entry with reader: listing and the CSS selectors of that page (docs/adding-a-source.md)."
    )
