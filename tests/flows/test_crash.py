from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from examples.server import ExampleSites, serve_examples
from flows.extract import extract_pages
from flows.flag import flag_changes
from flows.publish import publish_tables
from flows.workshop import Workshop, open_workshop
from tests.flows.crashing import POINTS, Installation
from tests.flows.press import keep, story
from tests.flows.sameness import Outcome, differences, faults, outcome, torn

DELIVERED = "message_delivered"


@pytest.fixture(scope="module")
def sites() -> Iterator[ExampleSites]:
    with serve_examples(fixed_ports=False) as served:
        yield served


@pytest.fixture(scope="module")
def undisturbed(sites: ExampleSites, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    installation = Installation(tmp_path_factory.mktemp("drill") / "undisturbed", sites)
    installation.run()
    return come_to(installation)


def come_to(installation: Installation) -> Outcome:
    with open_workshop(installation.settings) as workshop:
        assert list(faults(workshop.settings.store, workshop.memory)) == []
        return outcome(workshop.settings.store, workshop.memory)


@pytest.mark.slow
@pytest.mark.parametrize("name", POINTS)
def test_what_was_killed_at_a_point_comes_out_as_what_was_not(
    name: str, sites: ExampleSites, undisturbed: Outcome, tmp_path: Path
) -> None:
    installation = Installation(tmp_path / "killed", sites)

    assert installation.run_to(POINTS[name])
    assert list(torn(installation.folder)) == []
    installation.run()

    assert list(differences(undisturbed, come_to(installation))) == []
    # Whoever dies after a mail is out and before that is written down sends it again, as the same message.
    assert max(installation.deliveries().values()) == (2 if name == DELIVERED else 1)
    assert installation.delivered_though_sent() == set()


@pytest.mark.slow
def test_what_was_killed_again_and_again_comes_out_as_what_was_not(
    sites: ExampleSites, undisturbed: Outcome, tmp_path: Path
) -> None:
    installation = Installation(tmp_path / "killed", sites)

    for point in list(POINTS.values())[::4]:
        installation.run_to(point)
        assert list(torn(installation.folder)) == []
    installation.run()

    assert list(differences(undisturbed, come_to(installation))) == []


def test_a_table_that_goes_back_to_what_was_published_is_put_back(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    good, inadequate = story("Rated").replace(b"rated inadequate", b"rated good"), story("Rated")
    tell_and_publish(workshop, good)
    before = ratings_published(workshop)
    with monkeypatch.context() as patch:
        patch.setattr("flows.publish.write_manifest", die)
        with pytest.raises(KeyboardInterrupt):
            tell_and_publish(workshop, inadequate)
    assert not ratings_published(workshop).equals(before)
    tell_and_publish(workshop, good)

    assert ratings_published(workshop).equals(before)
    assert list(faults(workshop.settings.store, workshop.memory)) == []


def tell_and_publish(workshop: Workshop, page: bytes) -> None:
    keep(workshop, "https://gazette.example/rated", page)
    extract_pages(workshop)
    flag_changes(workshop)
    publish_tables(workshop)


def ratings_published(workshop: Workshop) -> pl.DataFrame:
    return pl.read_parquet(workshop.settings.store.place("tables/current_ratings.parquet"))
