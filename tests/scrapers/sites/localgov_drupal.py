"""A LocalGov Drupal newsroom: three featured items above ten teasers a page, `?page=1` for the second."""

from dataclasses import dataclass
from html import escape
from typing import Any

from scrapers.source import Source
from tests.scrapers.sites.newsroom import Item, Newsroom, slice_of

NEWS = "/news"
PER_PAGE = 10
FEATURED = 3


@dataclass
class LocalGovDrupal(Newsroom):
    """The theme localgov_base; what is featured stands on each page and is left out of the list."""

    reader = "localgov_drupal"

    def source(self, **changes: Any) -> Source:
        return self.make_source(NEWS, **changes)

    def address_of(self, item: Item) -> str:
        return f"{self.url}{NEWS}/{item.published:%Y}/{item.slug}"

    def page(self, path: str, query: dict[str, str]) -> str | None:
        if path == NEWS:
            return self._newsroom(int(query.get("page", "0")))
        item = self.item_at(path)
        return self.article(item) if item else None

    def _newsroom(self, number: int) -> str:
        featured = sorted(self.items, key=lambda item: item.number)[:FEATURED]
        listed = [item for item in self.items if item not in featured]
        above = "".join(f'<div class="lgd-row__one-third">{self._teaser(item)}</div>' for item in featured)
        rows = "".join(
            f'<div class="views-row">{self._teaser(item)}</div>' for item in slice_of(listed, number + 1, PER_PAGE)
        )
        return (
            '<!DOCTYPE html><html lang="en" dir="ltr"><head><meta charset="utf-8" />'
            '<meta name="Generator" content="Drupal 10 (LocalGov Drupal | https://localgovdrupal.org)" />'
            "<title>News | Example Council</title></head><body>"
            '<a href="#main-content" class="visually-hidden focusable skip-link">Skip to main content</a>'
            '<nav><ul class="menu"><li><a href="/bins">Bins</a></li></ul></nav><main><a id="main-content"></a>'
            '<article class="newsroom node node--type-localgov-newsroom node--view-mode-full">'
            '<div class="newsroom__content node__content"><div class="newsroom__featured-news">'
            f'<div class="lgd-row">{above}'
            '</div></div><aside class="lgd-row__one-third"><div class="newsroom__sidebar">'
            '<form class="views-exposed-form"><input class="form-text" name="search_api_fulltext"></form>'
            '<ul><li class="facet-item"><a href="/news?f%5B0%5D=date%3A2026-11">November 2026 (20)</a></li></ul>'
            "</div></aside>"
            f'<div class="view-content">{rows}</div>{_pager(number)}</div></article></main></body></html>'
        )

    def _teaser(self, item: Item) -> str:
        path = f"{NEWS}/{item.published:%Y}/{item.slug}"
        return (
            '<article class="lgd-teaser lgd-teaser--localgov-news-article node node--type-localgov-news-article '
            'node--promoted node--view-mode-teaser"><div class="lgd-teaser__image">'
            '<img src="/sites/default/files/a.jpg" '
            'alt=""></div><div class="lgd-teaser__content lgd-teaser__content--localgov-news-article">'
            f'<h3><a href="{path}" rel="bookmark"><span>{escape(item.title)}</span>\n</a></h3>'
            '<div class="clearfix text-formatted field field--name-body field__item">'
            f"<p>{escape(item.paragraphs[0])}</p></div>"
            '<div class="field field--name-localgov-news-date field__item">'
            f'<time datetime="{item.published:%Y-%m-%d}T12:00:00Z" '
            f'class="datetime">{item.published.day} {item.published:%B %Y}</time>\n</div></div></article>'
        )


def _pager(number: int) -> str:
    return (
        '<nav class="pager" role="navigation"><ul class="pager__items js-pager__items">'
        f'<li class="pager__item pager__item--next"><a href="?page={number + 1}" rel="next">Next page</a></li>'
        "</ul></nav>"
    )


NEWSROOM = LocalGovDrupal
