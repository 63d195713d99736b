"""A CMIS installation: DotNetNuke's calendar of meetings; an item is a document of the meeting of its day."""

from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from scrapers.source import Source
from tests.scrapers.sites.newsroom import TODAY, Item, Newsroom
from tests.scrapers.web import Reply

BASE = "/birmingham"
ENTRY = f"{BASE}/Meetings.aspx"
MONTH = f"{BASE}/Meetings/tabid/70/ctl/MeetingCalendarPublicNoJava/mid/397/Date/"
MEETING = f"{BASE}/Meetings/tabid/70/ctl/ViewMeetingPublic/mid/397/Meeting/"
COMMITTEE = "Education, Children & Young People O&S Committee"
OTHER = "Licensing Sub-Committee A"
BUTTON = (
    '<div id="dnn_ctr397_MeetingCalendarPublic_pnlViewActions"><input type="submit" '
    'name="dnn$ctr397$MeetingCalendarPublic$btnButtonListView" value="Meeting List View" /></div>'
)


@dataclass
class Cmis(Newsroom):
    """Meetings day by day; the list shows the month of `today`."""

    reader = "cmis"
    sends_validators = False

    entry: str = ENTRY
    today: date = TODAY

    def source(self, **changes: Any) -> Source:
        usual = {"source_kind": "committee", "authority": "Birmingham", "committees": ["children"]}
        return self.make_source(BASE, **usual | changes)

    def publish(self, title: str, *, hours: int) -> Item:
        return super().publish(f"{title}, {COMMITTEE}", hours=hours)

    def address_of(self, item: Item) -> str:
        return (
            f"{self.url}{BASE}/Document.ashx?czJKcaeAi5tUFL1DTL2UE{item.number}%2F=ctNJFf55vVA%3D&id=%2Bx{item.number}"
        )

    def page(self, path: str, query: dict[str, str]) -> str | bytes | Reply | None:
        if path == self.entry:
            return self._list() if query.get("ctl") == "MeetingCalendarListView" else _page(BUTTON)
        if path.startswith(MONTH):
            return self._month(date.fromisoformat(path.removeprefix(MONTH).partition("/")[0]))
        if path.startswith(MEETING):
            return self._meeting(date.fromordinal(int(path.removeprefix(MEETING).partition("/")[0])))
        return None

    def _days(self) -> dict[date, list[Item]]:
        newest_first = sorted(self.items, key=lambda item: item.published, reverse=True)
        return {day: list(items) for day, items in groupby(newest_first, key=lambda item: item.published.date())}

    def _link(self, day: date, text: str) -> str:
        address = f"{self.url}{MEETING}{day.toordinal()}/Committee/4/SelectedTab/Documents/Default.aspx"
        return f'<a title="Click to view: {escape(text)}" href="{address}">{escape(text)}</a>'

    def _list(self) -> str:
        days = [day for day in self._days() if (day.year, day.month) == (self.today.year, self.today.month)]
        rows = "".join(
            f'<tr class="{kind}"><td class="DateColumn">{self._link(day, f"{day:%-d %b %Y} {told}")}</td>'
            "<td>Committee Rooms 3 &amp; 4</td></tr>"
            for day in sorted(days)
            for kind, told in (("rgRow", f"11:00 - {COMMITTEE}"), ("rgAltRow", f"14:00 - {OTHER}"))
        )
        return _page(f'<div class="CMIS_ModuleWrapper MeetingCalendarListView"><table>{rows}</table></div>')

    def _month(self, month: date) -> str:
        days = [month - timedelta(days=1) + timedelta(days=count) for count in range(33)]
        rows = "".join(
            f'<tr class="rgRow"><td class="SimpleCalendarDate">{day:%A, %-d %B}</td><td>{self._entries(day)}</td></tr>'
            for day in days
        )
        return _page(f'<table class="rgMasterTable">{rows}</table>')

    def _entries(self, day: date) -> str:
        if day not in self._days():
            return ""
        return "".join(
            f'<p class="Meeting">{self._link(day, told)}</p>' for told in (f"11:00 {COMMITTEE}", f"14:00 {OTHER}")
        )

    def _meeting(self, day: date) -> str | None:
        items = self._days().get(day)
        if items is None:
            return None
        held = "".join(
            f'<div class="holder"><div class="DNNLabel VenueLabel"><label><span>{label}:</span></label></div>'
            f'<div class="Value Venue">{value}</div></div>'
            for label, value in (("Date/Time", f"{day:%-d %b %Y} - 11:00"), ("Status", "Scheduled"), ("Venue", "Hall"))
        )
        listed = "".join(self._document(item) for item in items)
        return _page(f'<h1>Meeting Details</h1>{held}<ol class="DocumentList">{listed}{SPREADSHEET}</ol>')

    def _document(self, item: Item) -> str:
        address = urlsplit(self.address_of(item))
        href = escape(f"{address.path}?{address.query}")
        title = escape(item.title.removesuffix(f", {COMMITTEE}"))
        return (
            '<li class="DocumentListItem"><img class="FileTypeImage" src="/images/pdf.gif" alt="pdf" /><a '
            f'title="Click to view" class="TitleLink" href="{href}" target="_blank">'
            f'{title}</a>\n<span class="FileSize">(156Kb)</span></li>'
        )


SPREADSHEET = (
    '<li class="DocumentListItem"><img class="FileTypeImage" src="/images/xls.gif" alt="xls" /><a class="TitleLink" '
    f'href="{BASE}/Document.ashx?xls">Budget</a></li>'
)


def _page(content: str) -> str:
    return (
        '<html><head><title>Meetings</title></head><body><form id="Form" method="post"><input type="hidden" '
        'name="__VIEWSTATE" value="dDwtMTI3OTMzNDM4NDs7Pg==" /><ul><li><a href="Default.aspx">Home</a></li></ul>'
        f'<div id="dnn_ContentPane"><div class="DNNModuleContent ModCMISMeetingsC">{content}</div></div>'
        "</form></body></html>"
    )


NEWSROOM = Cmis
