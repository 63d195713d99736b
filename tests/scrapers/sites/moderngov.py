"""A ModernGov installation in a directory of its host: web service, pages and document search.

An item is a document of an agenda: three by three they belong to a meeting, six days after the first of them came out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import quote

from scrapers.source import Source
from tests.scrapers.sites.newsroom import Item, Newsroom
from tests.scrapers.web import Reply

BASE = "/moderngov"
SERVICE = f"{BASE}/mgWebService.asmx/"
COMMITTEE = "Children\u2019s Scrutiny & Families Panel"
OTHERS = ("Licensing Sub-Committee", "Pension Fund Committee")
PER_MEETING = 3
HITS_PER_PAGE = 10
PARAMETERS = {
    "GetAllMeetingsByDate": ("lCommitteeId", "sFromDate", "sToDate", "bIsAscendingDateOrder"),
    "GetMeeting": ("lMeetingId",),
}
WORD = '<div class="WordSection1">\n<p class="MsoNormal">To consider the report\nattached.</p><p>&nbsp;</p></div>'
XML = "text/xml; charset=utf-8"
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


@dataclass(frozen=True)
class Sitting:
    """A meeting of the committee with its documents."""

    number: int
    day: date
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Hit:
    """A document that the search finds; `address` as the hit links it."""

    committee: str
    day: date
    title: str
    address: str


@dataclass
class ModernGov(Newsroom):
    """Meetings through the web service; `has_service` and `has_search` close it and the search."""

    reader = "moderngov"
    sends_validators = False

    has_service: bool = True
    has_search: bool = True
    keeps_to_days: bool = True
    hits: list[Hit] = field(default_factory=list)

    def source(self, **changes: Any) -> Source:
        usual = {"source_kind": "committee", "authority": "Leeds", "committees": ["children", "corporate parenting"]}
        return self.make_source(BASE, **usual | changes)

    def publish(self, title: str, *, hours: int) -> Item:
        return super().publish(f"{title}, {COMMITTEE}", hours=hours)

    def address_of(self, item: Item) -> str:
        return f"{self.url}{BASE}/mgConvert2PDF.aspx?ID={60_000 + item.number}"

    def sittings(self) -> Iterator[Sitting]:
        """Every meeting of the committee, oldest first."""
        items = sorted(self.items, key=lambda item: item.published)
        for start in range(0, len(items), PER_MEETING):
            told = tuple(items[start : start + PER_MEETING])
            yield Sitting(4_000 + start, told[0].published.date() + timedelta(days=6), told)

    def content_type(self, body: bytes) -> str:
        return XML if body.startswith(b"<?xml") else "text/html; charset=utf-8"

    def page(self, path: str, query: dict[str, str]) -> str | bytes | Reply | None:
        given = {name.lower(): value for name, value in query.items()}
        if path.startswith(SERVICE) and self.has_service:
            return self._service(path.removeprefix(SERVICE), query)
        if path == f"{BASE}/ieSearchResults2.aspx" and self.has_search:
            return self._results(given)
        if path == f"{BASE}/mgListCommittees.aspx":
            return self._committees()
        if path == f"{BASE}/ieListMeetings.aspx":
            return self._meetings_page(given)
        if path == f"{BASE}/ieListDocuments.aspx":
            return self._meeting_page(given)
        return None

    def _service(self, operation: str, query: dict[str, str]) -> str | Reply:
        if operation not in PARAMETERS:
            return Reply(f"{operation} Web Service method name is not valid.".encode(), 500)
        missing = [name for name in PARAMETERS[operation] if name not in query]
        if missing:
            return Reply(f"Missing parameter: {missing[0]}.".encode(), 500)
        if operation == "GetMeeting":
            return self._meeting(int(query["lMeetingId"]))
        return self._calendar(*(_read_day(query[name]) for name in ("sFromDate", "sToDate")))

    def _calendar(self, first: date, last: date) -> str:
        rows = [(sitting.number, sitting.day, COMMITTEE) for sitting in self.sittings()]
        rows += [(9_000 + number, day, OTHERS[number % 2]) for number, (_, day, _) in enumerate(rows)]
        meetings = "".join(
            f"<meeting><meetingid>{number}</meetingid><meetingdate>{day:%d/%m/%Y}</meetingdate>"
            f"<meetingtime>10.00 am</meetingtime><committeeid>144</committeeid>"
            f"<committeetitle>{_twice(title)}</committeetitle><iswebcast>False</iswebcast></meeting>"
            for number, day, title in sorted(rows, key=lambda row: row[1])
            if first <= day <= last
        )
        return f"{DECLARATION}<getmeetingsbydate><meetings>{meetings}</meetings></getmeetingsbydate>"

    def _meeting(self, number: int) -> str | Reply:
        sitting = next((each for each in self.sittings() if each.number == number), None)
        if sitting is None:
            return Reply(b"Object reference not set to an instance of an object.", 500)
        items = "".join(self._agenda_item(sitting, item, place) for place, item in enumerate(sitting.items, 1))
        return (
            f'{DECLARATION}<meeting xmlns="http://moderngov.co.uk/namespaces">'
            f"<meetingid>{number}</meetingid><meetingdate>{sitting.day:%d/%m/%Y}</meetingdate>"
            "<meetingstatus>Confirmed</meetingstatus><isdisplayallowed>True</isdisplayallowed>"
            "<meetingtime>10.00 am</meetingtime><agendapublished>True</agendapublished>"
            "<minutepublished>False</minutepublished><agendaitems><agendaitem><agendaitemid>1</agendaitemid>"
            "<agendaitemtitle>PART A</agendaitemtitle><agendaitemnumber>0</agendaitemnumber>"
            "<isrestricted>False</isrestricted><linkeddocuments></linkeddocuments></agendaitem>"
            f"{items}{self._exempt(sitting)}</agendaitems>"
            '<attendees><attendee membertype="U" memberid="192"><url>mgUserInfo.aspx?UID=192</url></attendee>'
            "</attendees></meeting>"
        )

    def _agenda_item(self, sitting: Sitting, item: Item, place: int) -> str:
        return (
            f"<agendaitem><agendaitemid>{18_000 + item.number}</agendaitemid><agendaitemtitle>Item {place}"
            f"</agendaitemtitle><agendatext>{escape(WORD)}</agendatext><agendaitemnumber>{place}</agendaitemnumber>"
            f"<isrestricted>False</isrestricted><meetingdate>{sitting.day:%d/%m/%Y}</meetingdate><linkeddocuments>"
            f"{_linked(60_000 + item.number, item.title.removesuffix(f', {COMMITTEE}'), sitting.day, item.published)}"
            "</linkeddocuments></agendaitem>"
        )

    def _exempt(self, sitting: Sitting) -> str:
        linked = _linked(70_000 + sitting.number, "Exempt appendix", sitting.day, sitting.items[0].published)
        return f"<agendaitem><isrestricted>True</isrestricted><linkeddocuments>{linked}</linkeddocuments></agendaitem>"

    def _committees(self) -> str:
        links = "".join(
            f'<li><a  href="mgCommitteeDetails.aspx?ID={140 + place}"  title="Link to details">{escape(title)}</a></li>'
            for place, title in enumerate((COMMITTEE, *OTHERS))
        )
        return _page("Committee structure", f'<ul  class="mgBulletList" >{links}</ul>')

    def _meetings_page(self, given: dict[str, str]) -> str | Reply:
        if not {"cid", "year"} <= set(given):
            return Reply(b"Object reference not set to an instance of an object.", 500)
        days = [
            each for each in self.sittings() if given["cid"] == "140" and given["year"] in ("0", str(each.day.year))
        ]
        rows = "".join(
            f'<li><a  class="mgMeetingTableLnk"   href="ieListDocuments.aspx?CId=140&amp;MId={each.number}&amp;Ver=4"  '
            f'title="Link to meeting">{each.day:%-d %b %Y}&nbsp;10.00 am</a> - Agenda</li>'
            for each in reversed(days)
        )
        return _page(f"Browse meetings - {COMMITTEE}", f'<ul  class="mgNonBulletTableList" >{rows}</ul>')

    def _meeting_page(self, given: dict[str, str]) -> str | Reply:
        sitting = next((each for each in self.sittings() if str(each.number) == given.get("mid")), None)
        if sitting is None:
            return Reply(b"Object reference not set to an instance of an object.", 500)
        day, rows = f"{sitting.day:%A %d-%b-%Y} 10.00", "".join(self._row(item) for item in sitting.items)
        packs = "".join(
            f'<li><a  href="documents/g{sitting.number}/{name} {day}.pdf?T={kind}"  title="Link to {name}">{name}'
            f'<span  class="mgFileSize" > PDF 2 MB</span></a></li>'
            for name, kind in (("Agenda frontsheet", 0), ("Public reports pack", 10))
        )
        return _page(
            f"Agenda for {COMMITTEE}",
            f'<ul  class="mgActionList" >{packs}</ul><table  class="mgItemTable" >{rows}</table>',
        )

    def _row(self, item: Item) -> str:
        title = item.title.removesuffix(f", {COMMITTEE}")
        return (
            f'<tr><td  class="mgItemNumberCell" ><p  class="mgAiTitleTxt" ><a name="AI{item.number}"></a>5.</p></td>'
            '<td><p  class="mgAiTitleTxt" >Item<span  class="mgHide" > ref: 1</span></p>'
            f'<div class="mgWordPara">{WORD}</div><ul  class="mgBulletList" ><li><a  '
            f'href="documents/s{60_000 + item.number}/{escape(title)}\r\n.pdf"  title="Link to document">'
            f'{escape(title)} <span  class="mgHide" >, item 5.</span> <span  class="mgFileSize" >'
            '<img src="mgimages/logo-pdf-1.gif" alt="" /> PDF 119 KB</span></a></li></ul></td></tr>'
        )

    def paged_address_of(self, item: Item) -> str:
        """Return the address that the pages give an item's document."""
        name = quote(item.title.removesuffix(f", {COMMITTEE}"), safe="&")
        return f"{self.url}{BASE}/documents/s{60_000 + item.number}/{name}.pdf"

    def _results(self, given: dict[str, str]) -> str:
        first, last = (_read_day(given[name]) for name in ("sd", "ed"))
        hits = [hit for hit in self.hits if not self.keeps_to_days or first <= hit.day <= last]
        number = int(given["pg"])
        shown = hits[(number - 1) * HITS_PER_PAGE : number * HITS_PER_PAGE]
        blocks = "".join(_block(hit, place) for place, hit in enumerate(shown, 1))
        if not hits:
            told = '<p class="mgErrorTxt" >No results found for your query <span  class="mgMainTxtBold" >x</span></p>'
        else:
            told = f"<p>Results for your search.</p>{KEY}<hr />{ISSUE}<hr />{blocks}"
        more = NEXT.format(number + 1) if number * HITS_PER_PAGE < len(hits) else ""
        return _page("Search results", told + more)


KEY = '<p><img src="mgimages/3.gif"  height="15" alt="3 stars" /> = Excellent match.</p>'
ISSUE = (
    '<p  class="mgAiTitleTxt" ><img src="mgimages/3.gif" alt="Excellent match" height="15" />\n\t\tKey issue&#58; '
    '<a  class="mgAiTitleLnk"   href="mgIssueHistoryHome.aspx?IId=5&amp;optionId=0">22&#47;00041 - Improvement (1)</a>'
    "</p><div class=\"mgWordPara\">Proposed decision: to note the letter of <strong>Ofsted</strong> ...</div>"
)  # fmt: skip
NEXT = (
    '<p>Result Pages: <a  href="ieSearchResults2.aspx?SS=Ofsted&amp;PG={0}"  title="Next page of search results">'
    'Next<span class="mgHide">Page</span></a></p>'
)


def _block(hit: Hit, place: int) -> str:
    return (
        '<p  class="mgAiTitleTxt" ><!--3--><img src="mgimages/3.gif" alt="Excellent match" height="15" />\n\t\t'
        'Meeting: <a  class="mgAiTitleLnk"   href="ieListDocuments.aspx?CId=895&amp;MID=8594"  >'
        f"{hit.day:%d&#47;%m&#47;%Y} - {escape(hit.committee)} ({place})</a></p>"
        '<p  class="mgAiTitleTxt" >119. <a  class="mgAiTitleLnk"   href="ieListDocuments.aspx?CId=895&amp;MID=8#AI5"  >'
        'Corporate risks</a></p><div class="mgWordPara"><p>The letter of <strong>Ofsted</strong> was noted</p></div>'
        f'<ul  class="mgBulletList" >\n<li><a  href="{escape(hit.address)}#search=%22ofsted%22"  >{escape(hit.title)} '
        f'({place}.1) <span  class="mgFileSize" ><img src="mgimages/logo-pdf-1.gif" alt="" /> PDF 99 KB</span>  </a>\n'
        "</li></ul><hr />"
    )


def _page(title: str, content: str) -> str:
    return (
        f"<html><!-- Modern.gov Reverse CMS --><head><title>{escape(title)}</title></head><body><ul><li><a "
        'href="mgWhatsNew.aspx?bcr=1">What\'s new</a></li></ul><div id="modgov"><div class="mgHeader"><h1  '
        f'class="mgMainTitleTxt" >{escape(title)}</h1></div><div class="mgContent" >{content}</div>'
        '<div class="mgFooter" ><p>&nbsp;</p></div></div></body></html>'
    )


def _linked(number: int, title: str, meeting: date, published: datetime) -> str:
    return (
        f"<linkeddoc><attachmentid>{number}</attachmentid><title>{_twice(title)}</title><isurl>False</isurl>"
        f"<url>mgConvert2PDF.aspx?ID={number}</url><isrestricted>False</isrestricted><itemnum> 1</itemnum>"
        f"<publicationdate>{published:%d/%m/%Y}</publicationdate><meetingdate>{meeting:%d/%m/%Y}</meetingdate>"
        f"<committeetitle>{_twice(COMMITTEE)}</committeetitle><ownertitle>Item</ownertitle></linkeddoc>"
    )


def _twice(text: str) -> str:
    return escape(escape(text).replace("\u2019", "&#8217;"))


def _read_day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()


NEWSROOM = ModernGov
