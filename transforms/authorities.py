"""The English authorities with children's services: those of today, those abolished, those to come."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from urllib.parse import urlsplit

from transforms.data import read_text, read_yaml


@dataclass(frozen=True, slots=True)
class Authority:
    """One authority; `name` is its short official name. Codes are None where none is known.

    `valid_from` and `valid_to` are the first and last day of its duties, None for "since before 2009" and "still".
    Two authorities may share a name (the county and the unitary council of Somerset): dates and codes tell them apart.
    `website` is the host of the council's pages, `papers_host` that of its committee papers.
    """

    name: str
    gss_code: str | None
    dfe_code: str | None
    ofsted_urn: str | None
    region: str | None
    type: str
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successor_codes: tuple[str, ...] = ()
    former_gss_codes: tuple[str, ...] = ()
    website: str | None = None
    papers_host: str | None = None

    @property
    def code(self) -> str:
        """The GSS code, or a placeholder made of the name where the ONS has given none yet."""
        return self.gss_code or f"name:{self.name}"

    def valid_on(self, day: date) -> bool:
        """Whether the authority had its duties on that day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    @property
    def council_forms(self) -> tuple[str, ...]:
        """Forms that name the council itself, "Leeds City Council", official ones first."""
        names = read_yaml("names.yaml")
        marks = set(names["council_words"])
        aliases = [form for form in self.aliases if marks & set(form.casefold().split())]
        patterns = (*names["council_forms"]["every"], *names["council_forms"].get(self.type, ()))
        made = (pattern.format(name=name) for name in (self.name, *self._short_names) for pattern in patterns)
        also = names["council_also"].get(self.name, ())
        return tuple(form for form in dict.fromkeys((*aliases, *also, *made)) if form not in names["never"])

    @property
    def bare_forms(self) -> tuple[str, ...]:
        """Forms that may also mean the place, "Leeds", the short official name first."""
        council_forms = frozenset(self.council_forms)
        bare = [form for form in self.aliases if form not in council_forms]
        return tuple(dict.fromkeys((self.name, *bare, *self._short_names)))

    @property
    def _short_names(self) -> tuple[str, ...]:
        return tuple(read_yaml("names.yaml")["also"].get(self.name, ()))


def spellings(form: str) -> Iterator[str]:
    """A form as it may be typed: "&" for "and", hyphens for spaces and the other way round, "St" without its point."""
    for text in dict.fromkeys((form, form.replace(" and ", " & "), form.replace("St. ", "St "))):
        yield text
        for joint in (" upon ", " on ", "-upon-", "-on-"):
            if joint in text:
                yield text.replace(joint, joint.replace("-", " ") if "-" in joint else joint.replace(" ", "-"))


class AuthorityRegister:
    """All authorities, found by name, by code or by any form that prose uses."""

    def __init__(self, authorities: tuple[Authority, ...]) -> None:
        self.authorities = authorities
        self._by_name: dict[str, list[Authority]] = {}
        self._by_code: dict[str, Authority] = {}
        self._by_form: dict[str, Authority] = {}
        for authority in sorted(authorities, key=lambda one: one.valid_to or date.max, reverse=True):
            self._by_name.setdefault(authority.name, []).append(authority)
            for code in self._codes(authority):
                self._by_code.setdefault(code, authority)
        self._fill_forms()

    @staticmethod
    def _codes(authority: Authority) -> Iterator[str]:
        codes = (authority.gss_code, *authority.former_gss_codes, authority.dfe_code, authority.ofsted_urn)
        return (code for code in codes if code)

    def _fill_forms(self) -> None:
        newest_first = list(chain.from_iterable(self._by_name.values()))
        for kind in ("name", "aliases", "bare_forms", "council_forms"):
            for authority in newest_first:
                forms = getattr(authority, kind)
                for form in (forms,) if isinstance(forms, str) else forms:
                    for spelling in spellings(form):
                        self._by_form.setdefault(spelling.casefold(), authority)

    def by_name(self, name: str, on: date | None = None) -> Authority:
        """The authority of that short official name; of two, the one valid `on` the day, else the newest.

        Raises KeyError for a name that is not in the register.
        """
        holders = self._by_name[name]
        return next((one for one in holders if on and one.valid_on(on)), holders[0])

    def by_code(self, code: str) -> Authority:
        """The authority of a GSS code (also a former one), a DfE code or an Ofsted URN; KeyError if there is none."""
        return self._by_code[code]

    def predecessors(self, authority: Authority) -> tuple[Authority, ...]:
        """The authorities whose duties it took over."""
        return tuple(one for one in self.authorities if authority.code in one.successor_codes)

    def resolve(self, form: str) -> Authority | None:
        """The authority that an official, short or press form means, in any letter case, or None."""
        return self._by_form.get(" ".join(form.replace("\u2019", "'").split()).casefold())


def _read_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)


def _read_row(row: dict[str, str]) -> Authority:
    return Authority(
        name=row["name"],
        gss_code=row["gss_code"] or None,
        dfe_code=row["dfe_code"] or None,
        ofsted_urn=row["ofsted_urn"] or None,
        region=row["region"] or None,
        type=row["type"],
        aliases=_split(row["aliases"]),
        valid_from=_read_date(row["valid_from"]),
        valid_to=_read_date(row["valid_to"]),
        successor_codes=_split(row["successor_codes"]),
        former_gss_codes=_split(row["former_gss_codes"]),
        website=row["website_domain"] or None,
        papers_host=urlsplit(row["moderngov_or_cmis_base_url"]).hostname,
    )


@cache
def authority_register() -> AuthorityRegister:
    """The register of data/authorities.csv, read once."""
    return AuthorityRegister(tuple(map(_read_row, csv.DictReader(read_text("authorities.csv").splitlines()))))
