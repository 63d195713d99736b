"""The way to the web for one discovery: no address twice, so many requests, no host that shuts us out asked again."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from scrapers.addresses import canonical, origin
from scrapers.errors import BudgetSpent, RateLimited, Refused, RobotsUnavailable, ScrapeError, ServerError, Unreachable
from scrapers.fetch import Fetcher, FetchSettings
from scrapers.page import Page, Validators
from scrapers.source import Source

# One refusal, or one page in trouble, may be of one path; the third is the host's word.
REFUSALS = 3
API = "https://api.w.org/"
OF_ONE_PATH = (Refused, ServerError)
OF_THE_HOST = (Unreachable, RobotsUnavailable, RateLimited)


@dataclass(frozen=True, slots=True)
class Told:
    """What the headers of an answer say of the system behind it: its name, and the root of WordPress's interface."""

    generator: str = ""
    api: str = ""


class Errand(Fetcher):
    """A fetcher that remembers every answer and gives up in time."""

    def __init__(self, settings: FetchSettings, most_requests: int) -> None:
        super().__init__(settings)
        self.most = most_requests
        self.spent = 0
        self._end = most_requests
        self._answers: dict[str, Page | ScrapeError] = {}
        self._told: dict[str, Told] = {}
        self._shut: dict[str, list[ScrapeError]] = defaultdict(list)

    def get(self, url: str, *, validators: Validators | None = None, source: Source | None = None) -> Page:
        """Return the page of an address, fetched once at most.

        Raises:
            BudgetSpent: the requests of the errand, or of its present share, are spent.
            ScrapeError: as from Fetcher.get, the second time without asking.
        """
        key = _key(url)
        if key not in self._answers:
            self._answers[key] = self._ask(url, source)
        answer = self._answers[key]
        if isinstance(answer, ScrapeError):
            raise type(answer)(str(answer)) from answer
        return answer

    @property
    def is_spent(self) -> bool:
        """Whether no request is left."""
        return self.spent >= self.most

    def has_page(self, url: str) -> bool:
        """Tell whether an address was asked for and answered with a page."""
        return isinstance(self._answers.get(_key(url)), Page)

    @contextmanager
    def share(self, requests: int) -> Iterator[None]:
        """Let what is done within have only so many of the requests that are left."""
        self._end = min(self.most, self.spent + requests)
        try:
            yield
        finally:
            self._end = self.most

    def told_by(self, page: Page) -> Told:
        """Return what the headers said with which a page came."""
        return self._told.get(page.final_url, Told())

    def has_shut_out(self, url: str) -> ScrapeError | None:
        """Return why the host of an address is asked no more, or None where it may be."""
        met = self._shut.get(origin(url), [])
        gave_up = [error for error in met if isinstance(error, OF_THE_HOST)]
        return gave_up[0] if gave_up else met[0] if len(met) >= REFUSALS else None

    def _page(self, url: str, response: httpx.Response) -> Page:
        page = super()._page(url, response)
        api = response.links.get(API, {}).get("url", "")
        self._told[page.final_url] = Told(response.headers.get("X-Generator", ""), api)
        return page

    def _ask(self, url: str, source: Source | None) -> Page | ScrapeError:
        if shut := self.has_shut_out(url):
            return type(shut)(str(shut))
        if self.spent >= self._end:
            raise BudgetSpent(f"{url} was not asked for: the requests allowed are spent.")
        self.spent += 1
        try:
            return super().get(url, source=source)
        except ScrapeError as error:
            if isinstance(error, (*OF_ONE_PATH, *OF_THE_HOST)):
                self._shut[origin(url)].append(error)
            return error


def _key(url: str) -> str:
    try:
        return canonical(url)
    except ValueError:
        return url
