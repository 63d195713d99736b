"""What is known of a site so far."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from scrapers.addresses import origin
from scrapers.discover.errand import Errand
from scrapers.discover.leads import Lead
from scrapers.discover.looks import Look, look_at
from scrapers.discover.ranking import is_enough
from scrapers.discover.sitemaps import sitemap_leads
from scrapers.discover.trials import Trial, try_lead
from scrapers.errors import BudgetSpent, ScrapeError
from scrapers.page import Page
from scrapers.source import Selectors


@dataclass(slots=True)
class Survey:
    """What is known of a site so far: pages looked at, leads tried, and in a sentence each what did not work."""

    address: str
    errand: Errand
    today: date
    is_for_papers: bool = False
    looks: dict[str, Look] = field(default_factory=dict)
    newsrooms: dict[str, Look] = field(default_factory=dict)
    trials: list[Trial] = field(default_factory=list)
    failures: dict[str, ScrapeError] = field(default_factory=dict)
    tried: set[tuple[str, str, Selectors]] = field(default_factory=set)

    @property
    def has_enough(self) -> bool:
        """Whether nothing better need be looked for: good news, or the papers of the committee system given."""
        return any(is_enough(trial, self.today) or self._is_system_given(trial.lead) for trial in self.trials)

    @property
    def start(self) -> str:
        """The address given, or where it led to."""
        return next(iter(self.looks), self.address)

    @property
    def origins(self) -> list[str]:
        """The sites to look through: newsrooms on hosts of their own first, then that of the address."""
        site = origin(self.start)
        return list(dict.fromkeys([*(own for url in self.newsrooms if (own := origin(url)) != site), site]))

    @property
    def systems(self) -> list[str]:
        """The systems that any page showed signs of."""
        pages = (*self.newsrooms.values(), *self.looks.values())
        return list(dict.fromkeys(name for look in pages for name in look.systems))

    def open(self, url: str) -> Page | None:
        """Open a page; None, and a sentence kept, where it cannot be."""
        try:
            return self.errand.get(url)
        except ScrapeError as error:
            self._fail(url, error)
            return None

    def look(self, url: str) -> Look | None:
        """Look at an HTML page."""
        page = self.open(url)
        look = look_at(page, self.errand.told_by(page)) if page else None
        if look:
            self.looks.setdefault(look.url, look)
        return look

    def pursue(self, leads: Iterator[Lead], *, until_enough: bool) -> None:
        """Try leads, each once: all of them, or until there is enough."""
        for lead in leads:
            self._try(lead)
            if until_enough and self.has_enough:
                return

    def explore_sitemap(self, url: str) -> Iterator[Lead]:
        """Yield what a sitemap leads to."""
        try:
            yield from sitemap_leads(url, self.errand)
        except ScrapeError as error:
            self._fail(url, error)

    def _try(self, lead: Lead) -> None:
        if _key(lead) in self.tried or (self.errand.is_spent and lead.reader != "listing"):
            return
        self.tried.add(_key(lead))
        try:
            trial = try_lead(lead, self.errand, self.today)
        except ScrapeError as error:
            self._fail(lead.address, error)
            return
        if trial.lead is lead or _key(trial.lead) not in self.tried:
            self.tried.add(_key(trial.lead))
            self.trials.append(trial)

    def _is_system_given(self, lead: Lead) -> bool:
        directory = lead.address.rpartition("/")[0] if lead.address.lower().endswith(".aspx") else lead.address
        return lead.is_papers and self.start.startswith(directory)

    def _fail(self, url: str, error: ScrapeError) -> None:
        if not isinstance(error, BudgetSpent) or not self.errand.is_spent:
            self.failures.setdefault(f"{url} {error.reason}", error)


def _key(lead: Lead) -> tuple[str, str, Selectors]:
    return lead.reader, lead.address, lead.selectors
