"""The web service of ModernGov as its clients see it: every parameter must be given, or it answers 500."""

from collections.abc import Iterator
from datetime import date, datetime
from xml.etree import ElementTree

from examples.reply import Reply, error_reply, file_reply
from examples.site import Site

SERVICE = "/mgWebService.asmx/"
XML = "text/xml; charset=utf-8"
PARAMETERS = {
    "GetCommittees": (),
    "GetAllMeetingsByDate": ("lCommitteeId", "sFromDate", "sToDate", "bIsAscendingDateOrder"),
    "GetMeetings": ("lCommitteeId", "sFromDate", "sToDate"),
    "GetMeeting": ("lMeetingId",),
}


NOTHING_FOUND = b'<div class="mgContent"><p class="mgErrorTxt">No results found for your query.</p></div>'


def answer_moderngov(site: Site, path: str, query: dict[str, str]) -> Reply | None:
    """Answer the web service and the pages whose file hangs on a number in the query; None for any other path."""
    if path.startswith(SERVICE):
        return _service(site, path.removeprefix(SERVICE), query)
    lowered = {name.lower(): value for name, value in query.items()}
    if path == "/mgConvert2PDF.aspx":
        return _numbered(site, f"/attachments/{lowered.get('id', '')}.pdf")
    if path == "/ieListDocuments.aspx":
        return _numbered(site, f"/meetings/{lowered.get('mid', '')}.html")
    if path == "/ieSearchResults2.aspx":
        return Reply(200, NOTHING_FOUND, "text/html; charset=utf-8")
    return None


def _service(site: Site, operation: str, query: dict[str, str]) -> Reply:
    if operation not in PARAMETERS:
        return Reply(500, f"{operation} Web Service method name is not valid.".encode(), "text/plain; charset=utf-8")
    missing = [name for name in PARAMETERS[operation] if name not in query]
    if missing:
        return Reply(500, f"Missing parameter: {missing[0]}.".encode(), "text/plain; charset=utf-8")
    if operation == "GetCommittees":
        return _numbered(site, "/service/GetCommittees.xml", XML)
    if operation == "GetMeeting":
        return _numbered(site, f"/service/GetMeeting-{query['lMeetingId']}.xml", XML)
    try:
        return _meetings(site, operation, query)
    except ValueError:
        return Reply(500, b"Cannot convert a parameter to its type.", "text/plain; charset=utf-8")


def _numbered(site: Site, path: str, content_type: str | None = None) -> Reply:
    file = site.find(path)
    return file_reply(file, content_type) if file else error_reply(404, "The item could not be found.")


def _meetings(site: Site, operation: str, query: dict[str, str]) -> Reply:
    file = site.find(f"/service/{operation}.xml")
    if file is None:
        return error_reply(404, "The item could not be found.")
    window = _day(query["sFromDate"]), _day(query["sToDate"])
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    for committee, meetings in _meeting_lists(root):
        for meeting in meetings.findall("meeting"):
            owner = committee or meeting.findtext("committeeid")
            in_window = window[0] <= _day(meeting.findtext("meetingdate", "")) <= window[1]
            if not in_window or query["lCommitteeId"] not in ("0", owner):
                meetings.remove(meeting)
    _order(root, descending=query.get("bIsAscendingDateOrder", "true").lower() == "false")
    return Reply(200, ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), XML)


def _meeting_lists(root: ElementTree.Element) -> Iterator[tuple[str | None, ElementTree.Element]]:
    """Find the lists of meetings, each with the committee it belongs to, None where the meetings say it themselves."""
    for meetings in root.iterfind("meetings"):
        yield None, meetings
    for committee in root.iterfind("committee"):
        for meetings in committee.iterfind("committeemeetings"):
            yield committee.findtext("committeeid"), meetings


def _order(root: ElementTree.Element, *, descending: bool) -> None:
    meetings = root.find("meetings")
    if meetings is not None:
        meetings[:] = sorted(meetings, key=lambda each: _day(each.findtext("meetingdate", "")), reverse=descending)


def _day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()
