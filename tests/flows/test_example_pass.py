from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from examples.server import ExampleSites, serve_examples
from flows.passes import Pass, run_pass
from flows.settings import Settings
from flows.subscriptions import Subscriber
from flows.workshop import Workshop, chosen_sources, open_workshop

BEFORE_2017_IS_READ = "without-2017"


@dataclass(frozen=True)
class Bench:
    sites: ExampleSites
    settings: Settings

    def run(self) -> Pass:
        workshop = open_workshop(self.settings)
        try:
            return run_pass(workshop, chosen_sources(workshop.register, []))
        finally:
            workshop.memory.dispose()

    @property
    def folder(self) -> Path:
        return Path(self.settings.store.place())

    def table(self, name: str) -> pl.DataFrame:
        return pl.read_parquet(self.folder / "tables" / f"{name}.parquet")

    def changes(self) -> dict[str, dict[str, Any]]:
        return {row["change_id"]: row for row in self.table("changes").to_dicts()}

    def mails(self) -> list[Path]:
        return sorted((self.folder / "outbox").glob("*.eml"))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with serve_examples(fixed_ports=False) as sites:
        yield Bench(sites, settings_for(tmp_path, sites))


def settings_for(folder: Path, sites: ExampleSites) -> Settings:
    """Settings with the register of the example sites and all data in that folder."""
    folder.mkdir(exist_ok=True)
    register = folder / "sources.yaml"
    register.write_text(sites.register(), encoding="utf-8")
    return Settings(
        data=folder / "data",
        sources=register,
        allow_private_addresses=True,
        mail_max_age_days=36_500,
        begin_with_summary=False,
        subscribers=(
            Subscriber(address="all@example.org"),
            Subscriber(address="leeds@example.org", authorities=("Leeds",)),
        ),
    )


def test_a_pass_tells_the_story_once(bench: Bench) -> None:
    done = bench.run()

    assert done.failures == ()
    changes = bench.table("changes")
    north_east = changes.filter(authority="North East Lincolnshire")
    inadequate = north_east.filter(type="inadequate_new").to_dicts()
    assert [(row["n_sources"], row["judgement"], row["old_value"]) for row in inadequate] == [
        (3, "overall_effectiveness", "good")
    ]
    assert inadequate[0]["effective"] == date(2021, 11, 26)
    assert len(changes.filter(type="inadequate_new")) == 1
    commissioner = north_east.filter(type="commissioner_appointed").to_dicts()
    assert [(row["n_sources"], row["effective"]) for row in commissioner] == [(3, date(2021, 11, 26))]
    assert changes.filter(type="commissioner_ended").is_empty()
    assert north_east.filter(type="leadership_change").height == 1
    assert north_east.filter(type="peer_review").height == 1
    assert north_east.filter(type="monitoring_visit").height == 1


def test_copies_of_one_story_are_one_witness(bench: Bench) -> None:
    bench.run()

    review = bench.table("changes").filter(authority="Northumberland", type="peer_review").to_dicts()
    assert [(row["n_sources"], row["corroborated"]) for row in review] == [(2, False)]
    counts = bench.table("peer_reviews").filter(authority="Northumberland")
    assert set(counts["strengths"]) == {13}
    assert set(counts["recommendations"]) == {14}


def test_a_school_and_a_childrens_home_flag_nothing(bench: Bench) -> None:
    bench.run()

    others = bench.table("articles").filter(pl.col("title").str.contains("primary|children's home"))
    assert len(others) == 2
    assert bench.table("ratings").join(others, on="article_id").is_empty()
    assert not set(others["article_id"]) & set(bench.table("changes")["article_ids"].explode())


def test_the_second_run_adds_no_row_and_no_mail(bench: Bench) -> None:
    bench.run()
    kept = ("articles", "ratings", "inspections", "current_ratings", "commitments", "interventions", "changes")
    before = {name: _digest(bench.folder / "tables" / f"{name}.parquet") for name in kept}
    mails = bench.mails()

    again = bench.run()

    assert again.counts()["articles"] == again.counts()["changes"] == again.counts()["mails_sent"] == 0
    assert {name: _digest(bench.folder / "tables" / f"{name}.parquet") for name in kept} == before
    assert bench.mails() == mails


def test_the_2017_article_read_last_flags_nothing_new_and_fills_in_history(bench: Bench) -> None:
    bench.sites.variant = BEFORE_2017_IS_READ
    bench.run()
    known, mails = bench.changes(), bench.mails()
    assert bench.table("articles").filter(published=date(2017, 9, 27)).is_empty()

    bench.sites.variant = None
    late = bench.run()

    assert late.counts()["articles"] == 1
    assert late.counts()["changes"] == 0
    assert late.counts()["changes_of_old"] > 0
    assert bench.mails() == mails
    filled_in = [row for change_id, row in bench.changes().items() if change_id not in known]
    assert len(filled_in) == late.counts()["changes_of_old"]
    assert all(row["overtaken"] for row in filled_in)
    assert "rating_new" in {row["type"] for row in filled_in if row["effective"].year == 2017}
    assert not [one for one in known if one not in bench.changes()]
    history = bench.table("inspections").filter(pl.col("inspected_from") == date(2017, 7, 1))
    assert {"overall_effectiveness", "help_and_protection"} <= set(history["judgement"])


def test_read_last_or_with_the_others_the_2017_article_leaves_the_same_history(bench: Bench, tmp_path: Path) -> None:
    bench.run()
    together = bench.changes()
    bench.sites.variant = BEFORE_2017_IS_READ
    apart = Bench(bench.sites, settings_for(tmp_path / "apart", bench.sites))
    apart.run()
    bench.sites.variant = None
    apart.run()

    assert as_known(apart.changes()) == as_known(together)


def as_known(changes: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The changes without what depends on the order in which articles came in."""
    of_the_order = {"detected_at", "action", "corrects", "because"}
    return {
        change_id: {name: value for name, value in row.items() if name not in of_the_order}
        for change_id, row in changes.items()
    }


def test_each_subscriber_gets_one_message_about_what_concerns_them(bench: Bench) -> None:
    bench.run()

    [path] = bench.mails()
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert message["To"] == "all@example.org"
    assert str(message["Subject"]).startswith("North East Lincolnshire: ")
    body = message.get_body(("plain",))
    assert body is not None
    text = " ".join(body.get_content().split())
    evidence = bench.table("changes").filter(type="inadequate_new")["evidence"].item()
    assert " ".join(evidence.split()) in text
    assert "Was: good" in text


def test_every_evidence_span_is_the_sentence_in_the_article(bench: Bench) -> None:
    with_texts = bench.settings.model_copy(update={"publish_full_text": "all"})
    Bench(bench.sites, with_texts).run()

    texts = {(row["article_id"], row["version"]): row["text"] for row in bench.table("articles").to_dicts()}
    rows = [
        row
        for name in ("ratings", "interventions", "peer_reviews", "leadership", "commitments")
        for row in bench.table(name).to_dicts()
    ]
    assert len(rows) > 20
    for row in rows:
        text = texts[row["article_id"], row["version"]]
        assert text[row["evidence_start"] : row["evidence_end"]] == row["evidence"]


def test_a_broken_off_pass_is_finished_by_the_next(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: Workshop) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("flows.passes.extract_pages", crash)
        with pytest.raises(KeyboardInterrupt):
            bench.run()
    done = bench.run()

    assert done.counts()["entries_new"] == 0
    assert done.counts()["changes"] + done.counts()["changes_of_old"] == len(bench.table("changes")) > 0


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
