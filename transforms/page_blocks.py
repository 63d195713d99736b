"""The lines of a part of a page: one for each paragraph, subhead, list item, table row and <br>."""

import re
from collections.abc import Iterable, Iterator

from bs4 import Tag
from bs4.element import Comment, NavigableString, PageElement

# Elements that begin and end a line; the last is BeautifulSoup's name for the document itself.
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt"),
        *("fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend"),
        *("li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead"),
        *("tr", "ul", "[document]"),
    )
)
CELL_MARK = " | "
# A longer row is a table used to lay out the page.
LONGEST_ROW = 400
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


def block_lines(parts: Iterable[Tag]) -> list[str]:
    """Read the lines under some parts of a page, in order, white space made even, those without letters left out."""
    lines = [tidy(line) for part in parts for line in _raw_lines(part)]
    return [line for line in lines if any(map(str.isalnum, line))]


def tidy(text: str) -> str:
    """Make white space even: no-break spaces, line ends and runs become one space, invisible characters go."""
    return " ".join(_INVISIBLE.sub("", text).split())


def join_rows(part: Tag) -> None:
    """Turn each row of a table of data into one line, its cells parted by a bar."""
    for row in part.find_all("tr"):
        cells = row.find_all(["td", "th"])
        if not cells or row.find("table") or any(len(cell.find_all(["p", "li"], limit=2)) > 1 for cell in cells):
            continue
        texts = [tidy(cell.get_text(" ")) for cell in cells]
        if sum(map(len, texts)) <= LONGEST_ROW:
            row.string = CELL_MARK.join(filter(None, texts))


def _raw_lines(part: Tag) -> Iterator[str]:
    homes: dict[int, int] = {}
    line: list[str] = []
    last_home = 0
    for node in part.descendants:
        home = last_home if not isinstance(node, NavigableString) else _home(node, part, homes)
        if home != last_home or (isinstance(node, Tag) and (node.name == "br" or node.name in BLOCKS)):
            yield "".join(line)
            line.clear()
            last_home = home
        if isinstance(node, NavigableString) and not isinstance(node, Comment):
            line.append(node)
    yield "".join(line)


def _home(node: PageElement, part: Tag, homes: dict[int, int]) -> int:
    """Identify the block that a text stands in; `homes` remembers the way, so that deep nesting stays linear."""
    way: list[int] = []
    tag = node.parent
    while tag is not None and id(tag) not in homes and tag is not part and tag.name not in BLOCKS:
        way.append(id(tag))
        tag = tag.parent
    home = homes.get(id(tag), id(tag))
    homes.update(dict.fromkeys(way, home))
    return home
