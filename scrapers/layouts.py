"""How the pages of a source were built on a day: sites are rebuilt, and kept pages are to stay readable."""

from datetime import date

from scrapers.source import Layout, Source


def layout_on(source: Source, fetched: date) -> Layout:
    """Return the selectors and noise for pages fetched on a day: of the earliest layout that held until then or later.

    Pages fetched after the last of `source.earlier` have the present layout, which ends with `date.max`.
    """
    present = Layout(until=date.max, selectors=source.selectors, noise=source.noise, noise_lines=source.noise_lines)
    return min((layout for layout in source.earlier if fetched <= layout.until), key=_end, default=present)


def _end(layout: Layout) -> date:
    return layout.until
