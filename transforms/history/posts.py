"""Comings and goings that articles state, joined to spells of a person in a post.

A post has one holder at a time. Who is not named is the one who was spoken of last, as far as the days allow. The
result depends on the set of statements only.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from transforms.history.event import Event
from transforms.history.post_moves import COMINGS, GOINGS, INTERIM, LEADERSHIP_CHANGE, StatedMove, stated_moves
from transforms.history.post_spells import PostSpell
from transforms.history.reconcile import Rows
from transforms.history.statements import numbered, witnesses
from transforms.wording import change_types, headline, words

A_YEAR = timedelta(days=365)
# Reports of one appointment, some of which call it interim, come within this.
TOLD_OTHERWISE = timedelta(days=60)


def reconcile_posts(rows: Rows) -> list[PostSpell]:
    """Return the spells, by role, that one authority's rows of leadership, joined with their article, tell of."""
    told = sorted(stated_moves(rows), key=lambda one: (one.role, one.order))
    return [spell for _, of_one_role in groupby(told, key=lambda one: one.role) for spell in _spells(of_one_role)]


def _spells(told: Iterable[StatedMove]) -> list[PostSpell]:
    spells: list[PostSpell] = []
    for one in told:
        _place(one, spells)
    for spell, name in zip(spells, numbered([(spell.anchor,) for spell in spells]), strict=True):
        spell.name = name
    comings = sorted((spell for spell in spells if spell.appointed_on), key=_appointed)
    for spell in spells:
        spell.succeeded_by = _successor(spell, comings)
    return spells


def _place(one: StatedMove, spells: list[PostSpell]) -> None:
    agreeing = [spell for spell in spells if None in (one.surname, spell.surname) or one.surname == spell.surname]
    found = _spell_of(one, agreeing)
    if found and _confirms(one, found):
        found.confirm(one.published)
        found = None
    # An article without a date places nothing in time: it may confirm a spell and not tell of one.
    if found is None and one.published:
        found = PostSpell()
        spells.append(found)
    if found:
        found.add(one)


def _spell_of(one: StatedMove, agreeing: Sequence[PostSpell]) -> PostSpell | None:
    if not agreeing or one.published is None:
        return _last(agreeing)
    if one.is_coming:
        return _of_coming(one, agreeing)
    if one.person is None:
        return _of_nameless_going(one, agreeing)
    same_person = [spell for spell in agreeing if spell.surname]
    return _last(same_person or [spell for spell in agreeing if not _gone_before(one, spell)])


def _last(spells: Sequence[PostSpell]) -> PostSpell | None:
    return spells[-1] if spells else None


def _gone_before(one: StatedMove, spell: PostSpell) -> bool:
    """Whether the going was told so long ago that this is another."""
    return _is_older(one, spell.left_on or spell.going_on, A_YEAR)


def _is_older(one: StatedMove, day: date | None, limit: timedelta) -> bool:
    return day is not None and one.published is not None and one.published - day > limit


def _of_nameless_going(one: StatedMove, agreeing: Sequence[PostSpell]) -> PostSpell | None:
    """One who has gone is the last whose going was told; one who is to go is the last who came."""
    going = [spell for spell in agreeing if spell.going_on and not _gone_before(one, spell)]
    if one.event == "left" and going:
        return going[-1]
    last = agreeing[-1]
    return last if last.status != "left" or last in going else None


def _of_coming(one: StatedMove, agreeing: Sequence[PostSpell]) -> PostSpell | None:
    named = [spell for spell in agreeing if one.surname and spell.surname]
    alike = [spell for spell in named if spell.interim == (one.event == INTERIM)]
    here = [spell for spell in alike if spell.confirmed_on] or [spell for spell in named if _stays(one, spell)]
    if here:
        return here[-1]
    told_again = timedelta(days=change_types()[LEADERSHIP_CHANGE].same_event_days)
    nameless = [spell for spell in agreeing if spell not in named and spell.going_on is None]
    return _last([spell for spell in nameless if not _is_older(one, spell.last_told, told_again)])


def _stays(one: StatedMove, spell: PostSpell) -> bool:
    return spell.going_on in (None, one.published)


def _confirms(one: StatedMove, spell: PostSpell) -> bool:
    """Whether one who held the post for a time is now appointed for good."""
    is_for_good = one.event == "appointed" and spell.interim and spell.going_on is None
    return is_for_good and _is_older(one, spell.appointed_on, TOLD_OTHERWISE)


def _appointed(spell: PostSpell) -> date:
    return spell.appointed_on or date.min


def _successor(spell: PostSpell, comings: Sequence[PostSpell]) -> str | None:
    """Who came within a year of the going or, where no going was told, whoever came next."""
    if spell.going_on is None:
        return _id_of_next(comings[bisect_right(comings, _appointed(spell), key=_appointed) :])
    later = [one for one in comings[bisect_left(comings, spell.going_on, key=_appointed) :][:2] if one is not spell]
    return _id_of_next([one for one in later if _appointed(one) <= spell.going_on + A_YEAR])


def _id_of_next(later: Sequence[PostSpell]) -> str | None:
    return later[0].spell_id if later else None


def post_events(spells: Iterable[PostSpell]) -> Iterator[Event]:
    """Yield the comings and goings that news reports, of the spells of one authority: each is a change of its own."""
    moves = [
        (day, spell, what, news)
        for spell in spells
        for what, names in (("coming", COMINGS), ("going", GOINGS))
        for day in (spell.first_told(*names),)
        for news in ([one for one in spell.events(*names) if one.is_news],)
        if day and news
    ]
    moves.sort(key=lambda move: move[0])
    keys = numbered([(LEADERSHIP_CHANGE, spell.role, what, f"{day:%Y-%m}") for day, spell, what, _ in moves])
    for (day, spell, what, news), key in zip(moves, keys, strict=True):
        yield _event(spell, what, news, day, key)


def _event(spell: PostSpell, what: str, news: Sequence[StatedMove], effective: date, key: tuple[str, ...]) -> Event:
    role, event = words("roles", spell.role), words("events", _told_as(spell, what))
    person = f" {spell.person}" if spell.person else ""
    return Event(
        type=LEADERSHIP_CHANGE,
        family=f"leadership {spell.role}",
        authority_code=news[0].authority_code,
        authority=news[0].authority,
        subject=f"{spell.role} {what}",
        effective=effective,
        summary=headline(LEADERSHIP_CHANGE, authority=news[0].authority, role=role, person=person, event=event),
        witnesses=witnesses(news),
        key=key,
        new_value=f"{role} {event}",
    )


def _told_as(spell: PostSpell, what: str) -> str:
    if what == "coming":
        return INTERIM if spell.interim else "appointed"
    return "leaving" if spell.leaving_told_on else "left"
