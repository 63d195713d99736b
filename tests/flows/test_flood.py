"""Critical changes that come in a flood are held back until the operator has released or dropped them."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from flows.alert import Alerted, send_alerts
from flows.flag import flag_changes
from flows.held import held_changes
from flows.memory.engine import open_memory
from flows.memory.held import drop, held, release
from flows.memory.layout import outbox
from flows.memory.tries import try_at_once
from flows.workshop import Workshop
from tests.flows.command import Command
from tests.flows.conftest import Clock
from tests.flows.councils import COUNCILS, of
from tests.flows.digests import LEEDS, flag
from tests.flows.post_office import PostOffice
from tests.flows.postgres import postgres_url
from tests.flows.press import tell
from tests.flows.readers import ANN, JOAN, serving
from tests.flows.runs_of import needs
from tests.transforms.telling import rating

OPERATOR = "operator@watch.example"


def flood(workshop: Workshop, number: int = 6) -> None:
    flag(workshop, *map(of, COUNCILS[:number]))


@pytest.fixture
def desk(workshop: Workshop, post: PostOffice) -> Workshop:
    """A workshop that serves Ann by a mail server, and has an operator."""
    return serving(workshop, ANN, smtp=post.smtp(), operator=OPERATOR)


def to(post: PostOffice, address: str) -> list[str]:
    return [str(mail["Subject"]) for mail in post.accepted if mail["To"] == address]


def ids(workshop: Workshop) -> list[str]:
    return [one.change_id for one in held(workshop.memory)]


def states(workshop: Workshop) -> list[str]:
    with workshop.memory.connect() as connection:
        return sorted(connection.execute(sa.select(outbox.c.state)).scalars())


def test_as_many_as_may_be_are_mailed(desk: Workshop, post: PostOffice) -> None:
    flood(desk, 5)

    assert send_alerts(desk).sent == 1
    assert to(post, ANN.address)[0].endswith("(and 4 more changes)")
    assert held_changes(desk) == []


@pytest.mark.parametrize("kind", ["local_press", "inspectorate", "government"])
def test_more_are_held_back_whoever_tells_them_and_other_news_goes_on(
    desk: Workshop, post: PostOffice, kind: str
) -> None:
    flag(desk, LEEDS, *(of(council, source_kind=kind) for council in COUNCILS[:6]))

    assert send_alerts(desk).sent == 1
    assert to(post, ANN.address) == ["Leeds: children's services judged good overall"]
    assert {one.authority for one in held_changes(desk)} == {"Barnet", "Camden", "Devon", "Essex", "Kent", "Surrey"}
    assert states(desk) == ["held"] * 6 + ["sent"]


def test_the_operator_is_mailed_at_once_with_what_to_type(desk: Workshop, post: PostOffice) -> None:
    flood(desk)
    (mail,) = (mail for mail in post.accepted if mail["To"] == OPERATOR)
    told = mail.get_content()

    assert mail["Subject"] == "inspection-watch: 6 critical changes are held back"
    assert "Authorities: Barnet, Camden, Devon, Essex, Kent, Surrey" in told
    assert "Sources:     gazette" in told
    assert "Rules:       test" in told
    assert "- Kent: children's services judged inadequate overall" in told
    for typed in ("alerts held", "alerts release --all", "alerts drop --all --because"):
        assert f"inspection-watch {typed}" in told


def test_the_operator_is_not_mailed_again_for_every_run(desk: Workshop, post: PostOffice, clock: Clock) -> None:
    flood(desk)
    flag_changes(desk)
    flag(desk, of("Hull"))
    assert len(to(post, OPERATOR)) == 1
    clock.forward(hours=1, minutes=1)
    flag_changes(desk)

    assert to(post, OPERATOR)[1:] == ["inspection-watch: 7 critical changes are held back"]
    clock.forward(hours=2)
    flag_changes(desk)
    assert len(to(post, OPERATOR)) == 2


def test_an_operator_whose_mail_was_not_taken_is_told_at_the_next_flagging(desk: Workshop, post: PostOffice) -> None:
    post.refusals[OPERATOR] = "451 try later"
    flood(desk)
    post.refusals.clear()
    flag_changes(desk)

    assert len(to(post, OPERATOR)) == 1


def test_what_comes_in_small_runs_within_an_hour_is_one_flood(desk: Workshop, post: PostOffice, clock: Clock) -> None:
    for council in COUNCILS[:6]:
        flag(desk, of(council))
        clock.forward(minutes=9)

    assert states(desk) == ["held"] * 6
    assert send_alerts(desk) == Alerted()


def test_what_is_out_already_counts_and_the_rest_is_held(desk: Workshop, post: PostOffice, clock: Clock) -> None:
    for council in COUNCILS[:6]:
        flag(desk, of(council))
        send_alerts(desk)
        clock.forward(minutes=9)

    assert states(desk) == ["held"] + ["sent"] * 5
    assert [one.authority for one in held_changes(desk)] == ["Camden"]


def test_what_comes_over_more_than_an_hour_is_mailed(desk: Workshop, clock: Clock) -> None:
    for council in COUNCILS[:6]:
        flag(desk, of(council))
        clock.forward(minutes=13)

    assert states(desk) == ["pending"] * 6


def test_an_hour_after_a_flood_news_goes_out_again(desk: Workshop, post: PostOffice, clock: Clock) -> None:
    flood(desk)
    clock.forward(hours=1, minutes=1)
    flag(desk, of("Hull"))

    assert send_alerts(desk).sent == 1
    assert to(post, ANN.address) == ["Hull: children's services judged inadequate overall"]


@pytest.mark.parametrize(("most", "number", "state"), [(0, 1, "held"), (20, 7, "pending")])
def test_how_many_are_too_many_is_a_setting(desk: Workshop, most: int, number: int, state: str) -> None:
    flood(serving(desk, ANN, hold_more_than=most), number)

    assert states(desk) == [state] * number


def test_what_nobody_is_owed_is_not_counted(desk: Workshop) -> None:
    kent = ANN.model_copy(update={"authorities": ("Kent",)})
    flood(serving(desk, kent))

    assert states(desk) == ["pending"]


def test_what_is_released_goes_out_and_is_not_held_again(desk: Workshop, post: PostOffice) -> None:
    flood(desk)
    assert release(desk.memory, ids(desk)[:5], desk.clock()) == 5
    flag(desk, of("Hull"))

    assert send_alerts(desk).sent == 1
    assert to(post, ANN.address)[0].endswith("(and 5 more changes)")
    assert len(ids(desk)) == 1


def test_what_is_dropped_is_never_mailed_not_even_when_confirmed(desk: Workshop, post: PostOffice) -> None:
    careful = JOAN.model_copy(update={"authorities": ("all",), "uncorroborated": False})
    desk = serving(desk, ANN, careful)
    flood(desk)
    assert drop(desk.memory, ids(desk), "misread") == 6
    flag(desk, *(of(council, article_id=f"second-{council}", source="monthly") for council in COUNCILS[:6]))

    assert send_alerts(desk) == Alerted()
    assert set(states(desk)) == {"dropped"}
    assert needs(desk).keys() & {"held"} == set()


def test_what_was_dropped_stays_so_where_the_log_takes_it_back_and_tells_it_again(desk: Workshop, clock: Clock) -> None:
    flood(desk)
    drop(desk.memory, ids(desk), "misread")
    flag(desk, of("Kent", facts=(), text="No grade at all."))
    flag(desk, of("Kent"))

    assert send_alerts(desk) == Alerted()
    assert set(states(desk)) == {"dropped"}


def test_what_is_held_is_told_as_it_was_corrected_meanwhile(desk: Workshop, post: PostOffice) -> None:
    flood(desk)
    flag(desk, of("Kent", "good", text="It was good after all."))
    release(desk.memory, ids(desk), desk.clock())
    send_alerts(desk)

    (mail,) = (mail for mail in post.accepted if mail["To"] == ANN.address)
    body = mail.get_body(("plain",))
    assert body
    assert "Kent: children's services judged good overall" in body.get_content()
    assert "Kent: children's services judged inadequate" not in body.get_content()


def test_what_is_held_goes_with_a_change_that_is_withdrawn_and_is_held_again_with_it(desk: Workshop) -> None:
    flood(desk)
    flag(desk, of("Kent", facts=(), text="No grade at all."))
    assert len(held_changes(desk)) == 5
    flag(desk, of("Kent"))

    assert len(held_changes(desk)) == 6
    assert send_alerts(desk) == Alerted()


def test_what_is_held_follows_a_change_that_is_dated_better(desk: Workshop) -> None:
    vague = of("Kent", facts=(rating("inadequate", inspected="2021", authority="Kent"),), published="2021-12-02")
    flag(desk, vague, *map(of, COUNCILS[1:6]))
    before = {one.change_id for one in held_changes(desk) if one.authority == "Kent"}
    flag(desk, of("Kent", article_id="council", source="monthly", source_kind="council", published="2021-11-29"))

    after = {one.change_id for one in held_changes(desk) if one.authority == "Kent"}
    assert len(before) == len(after) == 1
    assert before != after


def test_a_flagging_that_is_broken_off_mails_nothing_that_was_not_counted(
    desk: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(desk, *map(of, COUNCILS[:6]))
    with monkeypatch.context() as patch:
        patch.setattr("flows.flag.weigh", _stop)
        with pytest.raises(KeyboardInterrupt):
            flag_changes(desk)
    assert send_alerts(desk) == Alerted()
    flag_changes(desk)

    assert states(desk) == ["held"] * 6


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_status_says_what_is_held(desk: Workshop) -> None:
    flood(desk)

    assert needs(desk)["held"].startswith("6 critical changes are held back and mailed to nobody, since 2021-12-03")
    release(desk.memory, ids(desk), desk.clock())
    assert "held" not in needs(desk)


@pytest.fixture
def at_a_terminal(desk: Workshop, post: PostOffice, clock: Clock) -> Workshop:
    """Six changes held back in the folder that the commands work in."""
    clock.now = datetime.now(UTC)
    desk = serving(desk, ANN, smtp=post.smtp(), mail_max_age_days=36_500)
    flood(desk)
    Path("inspection-watch.toml").write_text(f'[smtp]\nhost = "127.0.0.1"\nport = {post.port}\nsecurity = "none"\n')
    return desk


def test_commands_list_what_is_held_and_settle_it(at_a_terminal: Workshop, command: Command) -> None:
    first, second, *_ = held_changes(at_a_terminal)
    listed = command("alerts", "held").out
    assert listed.count("sources: gazette") == listed.count("rules: test") == 6
    assert f"{first.change_id}  {first.summary}" in listed
    assert command("status").status == 1

    assert command("alerts", "release", first.change_id).out == "1 change released: mailed with the next alerts\n"
    said = command("alerts", "drop", second.change_id, "--because", "The page is a template.")
    assert said.out == "1 change dropped: nobody is mailed of them\n"
    with at_a_terminal.memory.connect() as connection:
        why = connection.execute(sa.select(outbox.c.dropped_because).where(outbox.c.state == "dropped")).scalar_one()
    assert why == "The page is a template."
    assert command("alerts", "release", "--all").out == "4 changes released: mailed with the next alerts\n"
    assert command("alerts", "held").out == "nothing is held back\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("release",), "name the ids of changes, or give --all"),
        (("release", "this", "--all"), "name the ids of changes, or give --all"),
        (("release", "this"), "'this' is no change that is held back; `inspection-watch alerts held` lists those"),
        (("drop", "--all"), 'say why they are dropped: --because "the page was misread"'),
        (("drop", "that", "--because", "x"), "'that' is no change that is held back"),
    ],
)
def test_what_is_typed_wrongly_is_said(
    at_a_terminal: Workshop, command: Command, arguments: tuple[str, ...], complaint: str
) -> None:
    said = command("alerts", *arguments)

    assert said.status == 2
    assert complaint in " ".join(said.err.split())
    assert len(held_changes(at_a_terminal)) == 6


def test_postgresql_holds_releases_puts_off_and_begins_as_sqlite_does(
    workshop: Workshop, post: PostOffice, clock: Clock
) -> None:
    memory = open_memory(postgres_url())
    desk = replace(serving(workshop, ANN, smtp=post.smtp(), operator=OPERATOR, begin_with_summary=True), memory=memory)
    flag(desk, LEEDS)
    assert send_alerts(desk).sent == 1
    flood(desk)
    flag(desk, of("Kent", facts=(), text="No grade at all."))
    flag(desk, of("Kent"))
    assert release(memory, ids(desk)[:3], desk.clock()) == 3
    assert drop(memory, ids(desk), "misread") == 3
    post.on_data = "451 try later"
    assert send_alerts(desk) == Alerted(0, 1)
    assert try_at_once(memory, ANN.address, desk.clock()) == 1
    assert send_alerts(serving(desk, ANN, smtp=post.smtp().model_copy(update={"port": 1}))) == Alerted(0, 1)
    clock.forward(minutes=15)
    post.on_data = "250 OK"

    assert send_alerts(desk).sent == 1
    assert states(desk) == ["dropped"] * 3 + ["sent"] * 4 + ["summarised"]
    memory.dispose()
