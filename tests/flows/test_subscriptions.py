"""What an entry of the subscriptions chooses, and what is said of one that is wrong."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from flows.chosen import codes_of
from flows.subscription_faults import CHANNEL_FORMS, FIELD_FORMS
from flows.subscriptions import Channel, Subscriber, SubscriptionsError, read_subscribers, subscriber_at
from transforms.authorities import authority_register
from transforms.neighbours import statistical_neighbours
from transforms.wording import change_groups, change_types

ADDRESS = "ann@council.example"
LEEDS = "E08000035"


def reader(**fields: Any) -> Subscriber:
    (read,) = read_subscribers([{"address": ADDRESS, **fields}])
    return read


def change(change_type: str = "inadequate_new", code: str = LEEDS, **fields: Any) -> dict[str, Any]:
    severity = change_types()[change_type].severity
    return {"type": change_type, "authority_code": code, "severity": severity, "corroborated": True} | fields


def complaint(**fields: Any) -> str:
    with pytest.raises(SubscriptionsError) as error:
        reader(**fields)
    (fault,) = error.value.faults
    assert "\n" not in fault
    return fault.removeprefix(f"subscriber 1 ({ADDRESS}): ")


def codes(*authorities: str) -> set[str]:
    return set(codes_of(reader(authorities=list(authorities)).authorities) or ())


def test_an_address_alone_hears_at_once_of_what_is_mailed_unasked_at_every_authority() -> None:
    assert reader().wants(change())
    assert reader().wants(change(code="E06000012"))
    assert not reader().wants(change("commitment_made"))
    assert reader().frequency == "at_once"


def test_every_field_is_read() -> None:
    read = reader(
        name="Ann Lee",
        authorities=["Leeds"],
        types=["ratings"],
        least_severity="high",
        frequency="daily",
        quiet_hours={"from": "22:00", "to": time(7)},
        critical_any_time=True,
        uncorroborated=False,
        pause_until="2026-12-24",
    )

    assert (read.name, read.authorities, read.types) == ("Ann Lee", ("Leeds",), ("ratings",))
    assert (read.least_severity, read.frequency, str(read.quiet_hours)) == ("high", "daily", "22:00 to 07:00")
    assert (read.critical_any_time, read.uncorroborated, read.pause_until) == (True, False, date(2026, 12, 24))


def test_no_field_lacks_a_form_to_name_in_a_complaint() -> None:
    assert set(FIELD_FORMS) == set(Subscriber.model_fields)
    assert set(CHANNEL_FORMS) == set(Channel.model_fields)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("leeds city council", "Leeds"),
        ("  Leeds ", "Leeds"),
        (LEEDS, "Leeds"),
        ("e08000035", "Leeds"),
        ("383", "Leeds"),
        ("Kingston upon Hull", "Hull"),
        ("ALL", "all"),
        ("yorkshire and the humber", "Yorkshire and the Humber"),
        ("london", "London"),
        ("Neighbours of leeds", "neighbours of Leeds"),
        ("statistical neighbours of Leeds City Council", "neighbours of Leeds"),
        (f"neighbours of {LEEDS}", "neighbours of Leeds"),
    ],
)
def test_authorities_are_found_by_what_people_call_them(given: str, shown: str) -> None:
    assert reader(authorities=[given]).authorities == (shown,)


def test_a_region_is_every_authority_in_it() -> None:
    chosen = codes("Yorkshire and the Humber")

    assert {"E06000012", LEEDS} <= chosen
    assert "E09000002" not in chosen


def test_neighbours_of_an_authority_are_its_ten_without_itself() -> None:
    assert codes("neighbours of Leeds") == set(statistical_neighbours(LEEDS))
    assert len(codes("neighbours of Leeds", "Leeds")) == 11


def test_a_name_that_two_authorities_had_is_both_and_a_code_one_of_them() -> None:
    county, council = (
        next(one for one in authority_register().authorities if one.name == "Somerset" and bool(one.valid_to) == former)
        for former in (True, False)
    )

    assert codes("Somerset") == {county.code, council.code}
    assert codes(str(county.gss_code)) == {county.code}
    assert codes(str(council.gss_code)) == {council.code}


@pytest.mark.parametrize("one", authority_register().authorities, ids=lambda one: one.code)
def test_every_authority_is_found_by_each_of_its_codes_and_by_its_name(one: Any) -> None:
    for code in filter(None, (one.gss_code, one.dfe_code, one.ofsted_urn)):
        assert one.code in codes(code)
    assert one.code in codes(one.name)


@pytest.mark.parametrize("group", change_groups())
def test_a_group_is_each_of_its_types(group: str) -> None:
    chosen = reader(types=[group])

    assert {name for name in change_types() if chosen.wants(change(name))} == set(change_groups()[group])


def test_types_and_groups_may_be_mixed() -> None:
    chosen = reader(types=["leadership", "commitment_due"])

    assert {name for name in change_types() if chosen.wants(change(name))} == {"leadership_change", "commitment_due"}


@pytest.mark.parametrize(
    ("least", "heard"),
    [("critical", 1), ("high", 2), ("medium", 3), ("low", 4)],
)
def test_what_is_less_severe_than_wished_is_not_wanted(least: str, heard: int) -> None:
    by_severity = ("inadequate_new", "rating_downgraded", "rating_new", "commitment_made")
    chosen = reader(least_severity=least, types=["ratings", "commitments"])

    assert [name for name in by_severity if chosen.wants(change(name))] == list(by_severity[:heard])


@pytest.mark.parametrize(("counts", "corroborated", "wanted"), [(True, False, True), (False, True, True), (False,) * 3])
def test_what_one_unofficial_source_tells_counts_unless_it_is_not_to(
    counts: bool, corroborated: bool, wanted: bool
) -> None:
    assert reader(uncorroborated=counts).wants(change(corroborated=corroborated)) == wanted


@pytest.mark.parametrize(
    ("day", "moment"), [("2026-12-24", datetime(2026, 12, 24)), ("2026-07-01", datetime(2026, 6, 30, 23))]
)
def test_a_pause_ends_at_london_s_midnight(day: str, moment: datetime) -> None:
    assert reader(pause_until=day).paused_before == moment.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"address": "ann"}, 'subscriber 1 (ann): address: "ann" must be one mail address such as name@example.org'),
        ({"address": 7}, "subscriber 1: address: 7 must be one mail address such as name@example.org"),
        ({"name": 7}, "name: 7 must be a text in quotes"),
        (
            {"authorities": ["Leds"]},
            'authorities: "Leds" is no authority with children\'s services, code or region; give one of these, "all"',
        ),
        (
            {"authorities": ["Leds"]},
            'give one of these, "all" or such as "neighbours of Leeds"; did you mean "Leeds"?',
        ),
        ({"authorities": ["Yorkshire & Humber"]}, 'did you mean "Yorkshire and the Humber"?'),
        ({"authorities": ["Atlantis"]}, 'authorities: "Atlantis" is no authority with'),
        (
            {"authorities": ["neighbours of Leds"]},
            'names no authority with children\'s services; give its name or code; did you mean "Leeds"?',
        ),
        (
            {"authorities": ["neighbours of Cumbria"]},
            "cannot be told: Cumbria has no statistical neighbours in the edition of May 2025",
        ),
        (
            {"authorities": "Leeds"},
            'authorities: "Leeds" must be a list of names, codes and regions such as ["Leeds", "London"]',
        ),
        ({"authorities": []}, "authorities is empty; give a list of names"),
        ({"types": []}, "types is empty; give a list of types"),
        (
            {"types": ["rating"]},
            f'"rating" is no type or group of changes; allowed are the groups {", ".join(change_groups())}',
        ),
        ({"types": ["comissioner_appointed"]}, f'{", ".join(change_types())}; did you mean "commissioner_appointed"?'),
        (
            {"least_severity": "hihg"},
            'least_severity: "hihg" must be critical, high, medium or low; did you mean "high"?',
        ),
        ({"frequency": "dayly"}, 'frequency: "dayly" must be at_once, daily or weekly; did you mean "daily"?'),
        ({"frequency": 1}, "frequency: 1 must be at_once, daily or weekly"),
        ({"quiet_hours": "night"}, 'quiet_hours: "night" must be two times such as {from = "22:00", to = "07:00"}'),
        ({"quiet_hours": {"from": "22:00"}}, 'quiet_hours.to is missing; give a time such as "07:00"'),
        ({"quiet_hours": {"from": "25:00", "to": "07:00"}}, 'quiet_hours.from: "25:00" must be a time such as "22:00"'),
        ({"quiet_hours": {"from": 22, "to": "07:00"}}, 'quiet_hours.from: 22 must be a time such as "22:00"'),
        (
            {"quiet_hours": {"from": "22:00", "until": "07:00", "to": "07:00"}},
            "quiet_hours.until is no field; allowed are from, to",
        ),
        ({"quiet_hours": {"from": "07:00", "to": "07:00"}}, "must begin and end at different times"),
        ({"critical_any_time": "yes"}, 'critical_any_time: "yes" must be true or false'),
        ({"uncorroborated": 0}, "uncorroborated: 0 must be true or false"),
        ({"pause_until": "Christmas"}, 'pause_until: "Christmas" must be a day such as 2026-12-24'),
        ({"pause_until": "2026-02-30"}, 'pause_until: "2026-02-30" must be a day such as 2026-12-24'),
        ({"pause_until": 20261224}, "pause_until: 20261224 must be a day such as 2026-12-24"),
        ({"pause_until": datetime(2026, 12, 24, 7)}, 'pause_until: "2026-12-24 07:00:00" must be a day'),
        (
            {"authority": "Leeds"},
            f'authority is no field; allowed are {", ".join(FIELD_FORMS)}; did you mean "authorities"?',
        ),
        (
            {"types": ["commitments"], "least_severity": "high"},
            'least_severity "high" leaves none of the types that are chosen',
        ),
    ],
)
def test_a_wrong_value_is_told_with_what_was_given_what_is_allowed_and_what_may_be_meant(
    fields: dict[str, Any], told: str
) -> None:
    assert told in complaint(**fields)


def test_each_fault_of_each_entry_is_told() -> None:
    with pytest.raises(SubscriptionsError) as error:
        read_subscribers(
            [{"address": ADDRESS, "frequency": "never", "name": 1}, {"name": "Joan"}, "joan@paper.example"]
        )

    assert [fault.partition(";")[0] for fault in error.value.faults] == [
        f"subscriber 1 ({ADDRESS}): name: 1 must be a text in quotes",
        f'subscriber 1 ({ADDRESS}): frequency: "never" must be at_once, daily or weekly',
        "subscriber 2: address is missing",
        f"subscriber 3: must be a table of {', '.join(FIELD_FORMS)}",
    ]


def test_a_second_entry_for_an_address_is_refused_in_any_letter_case() -> None:
    with pytest.raises(SubscriptionsError) as error:
        read_subscribers([{"address": ADDRESS}, {"address": "joan@paper.example"}, {"address": ADDRESS.upper()}])

    assert error.value.faults == (
        f"subscriber 3 ({ADDRESS.upper()}): address is that of subscriber 1 too; make the two one entry",
    )


def test_a_subscriber_is_found_by_address_in_any_letter_case() -> None:
    ann = reader()

    assert subscriber_at([ann], ADDRESS.upper()) is ann
    assert subscriber_at([ann], "joan@paper.example") is None
