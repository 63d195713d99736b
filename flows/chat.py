"""The short message for chats and webhooks: a line a change with its link, and the changes themselves for programs.

Each service has a markup of its own, and escapes of one show in another: words of pages go without what is markup in
any of them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

from flows.corrections import REASONS, UNKNOWN_REASON, Correction
from flows.mail_events import gravity
from flows.mail_view import UNCERTAIN, day
from flows.page_words import LONGEST_EVIDENCE, link_to, page_text, shortened
from flows.told import Told
from flows.uris import uri_of
from transforms.history.changes import WITHDRAWN
from transforms.history_tables import CHANGES

# Discord takes 2,000 characters, the fewest of the usual services.
LONGEST_TEXT = 1_800
LONGEST_LINE, LONGEST_LINK = 300, 400
COLUMNS = tuple(column.name for column in CHANGES.columns)
# Emphasis, code, headings and quotes; links, tags and names that call people, which stay readable.
_WITHOUT_MARKUP = str.maketrans(
    dict.fromkeys("*_`~|\\#", " ") | {"[": "(", "]": ")", "<": "‹", ">": "›", "@": " at ", "&": " and "}
)
_HOST_AND_REST = re.compile(r"(https?://[^/?#]*)(.*)")
_QUOTED = str.maketrans({char: quote(char) for char in "[]()*"})


def for_channel(
    mail: EmailMessage, changes: Sequence[Told] = (), corrections: Sequence[Correction] = ()
) -> EmailMessage:
    """Return the mail as a channel tells it: a subject, a text of 1,800 characters at most, and JSON of all it tells.

    A mail of neither changes nor corrections keeps its text.
    """
    lines = [*map(_correction, corrections), *map(_change, sorted(changes, key=gravity))] or _lines_of(mail)
    message = EmailMessage(policy=mail.policy)
    for name in ("To", "Date", "Message-ID"):
        message[name] = mail[name]
    message["Subject"] = without_markup(str(mail["Subject"]), LONGEST_LINE)
    message.set_content("\n".join(_fitting(lines)))
    told = {"changes": [*map(columns_of, changes)], "corrections": [*map(_columns_of_correction, corrections)]}
    message.add_attachment(json.dumps(told).encode(), maintype="application", subtype="json")
    return message


def without_markup(text: str, most: int) -> str:
    """Return words of a page in one line that no chat takes for markup, a link or a call to somebody."""
    return shortened(page_text(text, most).translate(_WITHOUT_MARKUP), most)


def _change(change: Told) -> str:
    row = change.row
    doubt = "" if row["corroborated"] else f"; {UNCERTAIN}"
    line = f"{row['severity'].capitalize()}: {row['summary']} ({day(row['effective'])}{doubt})"
    return without_markup(line, LONGEST_LINE) + _link(row["url"])


def _correction(correction: Correction) -> str:
    said, holds = correction.corrected.said, correction.holds.row
    now = "This no longer holds" if holds["action"] == WITHDRAWN else f"What holds now: {holds['summary']}"
    because = REASONS.get(correction.because or "", UNKNOWN_REASON)
    line = f"Correction of “{shortened(said['summary'], LONGEST_LINE // 2)}”. {now}: {because}."
    return without_markup(line, 2 * LONGEST_LINE) + _link(holds["url"])


def _link(address: str) -> str:
    """The address on a line of its own, where it is one to follow and no chat could read markup in it."""
    found = uri_of(address)
    if found is None or len(found.url) > LONGEST_LINK:
        return ""
    # The brackets of an address by number stand before its path.
    host, rest = _HOST_AND_REST.findall(found.url)[0]
    return f"\n{host}{rest.translate(_QUOTED)}"


def _lines_of(mail: EmailMessage) -> list[str]:
    part = mail.get_body(("plain",))
    return [without_markup(line, LONGEST_LINE) for line in part.get_content().splitlines() if line] if part else []


def _fitting(lines: Sequence[str]) -> Iterator[str]:
    """Yield the first of them, as many as there is room for, and how many are left."""
    room = LONGEST_TEXT
    for place, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            yield f"and {len(lines) - place} more"
            return
        yield line


def columns_of(change: Told) -> dict[str, Any]:
    """Return the columns of the table changes as JSON has them, texts in one line and cut where they are endless."""
    return _columns(change.row)


def _columns_of_correction(correction: Correction) -> dict[str, Any]:
    said, holds = _columns(correction.corrected.said), _columns(correction.holds.row)
    return {"said": said, "holds": holds, "because": correction.because}


def _columns(row: Mapping[str, Any]) -> dict[str, Any]:
    link = link_to(row["url"])
    return {name: _as_json(row[name]) for name in COLUMNS if name in row} | {"url": link.url if link else None}


def _as_json(value: Any) -> Any:
    match value:
        case str():
            return shortened(value, LONGEST_EVIDENCE)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_as_json(one) for one in value]
    return value
