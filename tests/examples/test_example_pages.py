"""The cleaner, with the rules of examples/sources.yaml, makes of every example page exactly its story."""

from typing import Any

import httpx
import pytest
from ruamel.yaml import YAML

from examples import FOLDER
from examples.server import ExampleSites
from examples.site import example_sites as list_sites
from transforms.article import Article
from transforms.clean import CleaningRules, clean_html
from transforms.decode import decode

YAML_READER = YAML(typ="safe")
OPENING = 40


def expected_pages() -> list[Any]:
    files = sorted((FOLDER / "sites").glob("*.expected.yaml"))
    return [
        pytest.param(file.name.split(".")[0], page, id=f"{file.name.split('.')[0]}{page['path'][:40]}")
        for file in files
        for page in YAML_READER.load(file.read_text(encoding="utf-8"))
    ]


def rules_of(site_id: str) -> CleaningRules:
    port = next(site.port for site in list_sites() if site.id == site_id)
    sources = YAML_READER.load((FOLDER / "sources.yaml").read_text(encoding="utf-8"))["sources"]
    source = next(source for source in sources if f":{port}" in source["address"])
    selectors = source.get("selectors", {})
    return CleaningRules(
        title=selectors.get("page_title"),
        byline=selectors.get("byline"),
        published=selectors.get("published"),
        body=selectors.get("body"),
        noise=tuple(source.get("noise", ())),
        noise_lines=tuple(source.get("noise_lines", ())),
        date_order=source.get("date_order", "dmy"),
    )


def assert_is(article: Article, page: dict[str, Any]) -> None:
    assert [paragraph[:OPENING] for paragraph in article.paragraphs] == page["paragraphs"]
    assert article.title == page["title"]
    assert article.byline == page["byline"]
    assert str(article.published) == page["published"]
    assert (article.modified and str(article.modified)) == page["modified"]


@pytest.mark.parametrize(("site_id", "page"), expected_pages())
def test_a_page_becomes_its_story(
    site_id: str, page: dict[str, Any], example_sites: ExampleSites, client: httpx.Client
) -> None:
    answer = client.get(example_sites.origins[site_id] + page["path"])
    html = decode(answer.content, answer.headers["Content-Type"])
    assert_is(clean_html(html, rules_of(site_id)), page)


@pytest.mark.parametrize(("site_id", "page"), expected_pages())
def test_a_page_becomes_nearly_its_story_without_rules(
    site_id: str, page: dict[str, Any], example_sites: ExampleSites, client: httpx.Client
) -> None:
    answer = client.get(example_sites.origins[site_id] + page["path"])
    article = clean_html(answer.text)
    openings = [paragraph[:OPENING] for paragraph in article.paragraphs]
    assert (article.title, str(article.published)) == (page["title"], page["published"])
    assert [each for each in page["paragraphs"] if each not in openings] == []
    assert len(openings) <= len(page["paragraphs"]) + 2


def test_every_article_in_the_files_has_an_expected_result() -> None:
    expected = {(param.values[0], str(param.values[1]["path"]).strip("/")) for param in expected_pages()}
    folders = {site: FOLDER / "sites" / site for site, _ in expected}
    pages = {
        (site, str(file.relative_to(folder).with_suffix("")).removesuffix("/index"))
        for site, folder in folders.items()
        for file in folder.rglob("*.html")
        if b"<h1" in file.read_bytes() and file.parent != folder and file.parent.name not in ("news", "latest-news")
    }
    assert pages == expected
