"""Who hears of what, and when: the entries [[subscribers]] and [[channels]] of a file or of the settings."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, Self, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StrictBool,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from flows.apprise_urls import apprise_url
from flows.chosen import authority_choice, change_choice, codes_of, types_of
from flows.quiet_hours import QuietHours
from flows.secret_files import secret_named
from flows.setting_values import EVERY_AUTHORITY, MailAddress
from flows.subscription_faults import CHANNEL_FORMS, EMPTY, FIELD_FORMS, fault_of
from transforms.health import LONDON
from transforms.wording import change_types

Frequency = Literal["at_once", "daily", "weekly"]
Severity = Literal["critical", "high", "medium", "low"]
SEVERITIES: tuple[str, ...] = get_args(Severity)
CRITICAL = SEVERITIES[0]
# No mail address has a colon there.
CHANNEL = "channel:"


class SubscriptionsError(ValueError):
    """Entries do not hold; `faults` has a sentence for each value that is wrong."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def _day(value: object) -> date:
    if isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError(f"must be {FIELD_FORMS['pause_until']}")
    return value


def _not_empty(choices: tuple[str, ...]) -> tuple[str, ...]:
    if not choices:
        raise PydanticCustomError(EMPTY, "is empty")
    return choices


Choices = Annotated[tuple[Annotated[str, AfterValidator(authority_choice)], ...], AfterValidator(_not_empty)]
Types = Annotated[tuple[Annotated[str, AfterValidator(change_choice)], ...], AfterValidator(_not_empty)]


class Subscription(BaseModel):
    """About which authorities and changes somebody hears, how often, and when not.

    `types` None are those told unasked. Quiet hours hold back what goes at once, and critical changes too unless
    `critical_any_time`. Where `uncorroborated` is false, what one unofficial source alone tells waits until another
    confirms it. Before `pause_until` nothing is sent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    if TYPE_CHECKING:  # Pydantic would not let a field take its place.

        @property
        def address(self) -> str:
            """What the outbox calls who hears."""

    authorities: Choices = (EVERY_AUTHORITY,)
    types: Types | None = None
    least_severity: Severity = "low"
    frequency: Frequency = "at_once"
    quiet_hours: QuietHours | None = None
    critical_any_time: StrictBool = False
    uncorroborated: StrictBool = True
    pause_until: Annotated[date, BeforeValidator(_day)] | None = None

    @model_validator(mode="after")
    def _some_type_is_left(self) -> Self:
        if not self.types_heard:
            raise ValueError(f'least_severity "{self.least_severity}" leaves none of the types that are chosen')
        return self

    @property
    def types_heard(self) -> list[str]:
        """The types of change that are chosen and grave enough."""
        chosen, grave = types_of(self.types), SEVERITIES[: SEVERITIES.index(self.least_severity) + 1]
        return [name for name, kind in change_types().items() if name in chosen and kind.severity in grave]

    def wants(self, change: Mapping[str, Any]) -> bool:
        """Whether a change, a row of the table changes, is to be mailed."""
        codes = codes_of(self.authorities)
        return (
            change["type"] in types_of(self.types)
            and (codes is None or change["authority_code"] in codes)
            and SEVERITIES.index(change["severity"]) <= SEVERITIES.index(self.least_severity)
            and (self.uncorroborated or change["corroborated"])
        )

    @property
    def paused_before(self) -> datetime | None:
        """The moment before which nothing is sent: midnight in London, in UTC."""
        return datetime.combine(self.pause_until, time(), LONDON).astimezone(UTC) if self.pause_until else None

    def has_address(self, address: str) -> bool:
        """Whether that is the subscriber's address, in any letter case."""
        return self.address.casefold() == address.casefold()


class Subscriber(Subscription):
    """Somebody who gets mail."""

    address: MailAddress
    name: str | None = None


class Channel(Subscription):
    """A chat or webhook that is told, at an address of Apprise's that nobody else may know."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
    url: Annotated[SecretStr, AfterValidator(apprise_url)]
    url_from: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_url(cls, entry: Any) -> Any:
        """Fill in the address from where the entry says that it stands."""
        if not isinstance(entry, Mapping) or not isinstance(entry.get("url_from"), str):
            return entry
        if "url" in entry:
            raise ValueError("url and url_from are both given; keep one of them")
        return {**entry, "url": secret_named(entry["url_from"])}

    @property
    def address(self) -> str:
        """What the outbox calls it."""
        return channel_address(self.name)


def channel_address(name: str) -> str:
    """Return what the outbox calls the channel of that name."""
    return f"{CHANNEL}{name}"


def is_channel(address: str) -> bool:
    """Whether that is a channel and no mail address."""
    return address.startswith(CHANNEL)


S = TypeVar("S", bound=Subscription)


def subscriber_at(subscribers: Iterable[S], address: str) -> S | None:
    """Return who has that address, in any letter case."""
    return next((one for one in subscribers if one.has_address(address)), None)


def former(address: str) -> Subscription:
    """Return who had that address and no longer subscribes: what was promised is kept, at once."""
    if not is_channel(address):
        return Subscriber(address=address)
    return Channel.model_construct(name=address.removeprefix(CHANNEL), url=SecretStr(""))


def read_subscribers(entries: object) -> tuple[Subscriber, ...]:
    """Read who gets mail, as a file or a variable holds it; raises SubscriptionsError."""
    return _read_all(_Kind("subscriber", Subscriber, "address", FIELD_FORMS, "make the two one entry"), entries)


def read_channels(entries: object) -> tuple[Channel, ...]:
    """Read the channels, as a file or a variable holds them; raises SubscriptionsError."""
    return _read_all(_Kind("channel", Channel, "name", CHANNEL_FORMS, "give each a name of its own"), entries)


@dataclass(frozen=True, slots=True)
class _Kind(Generic[S]):
    """A kind of entry, which its field `key` tells from others."""

    word: str
    model: type[S]
    key: str
    forms: Mapping[str, str]
    remedy: str

    def called(self, number: int, entry: object) -> str:
        key = self.key_of(entry)
        return f"{self.word} {number} ({' '.join(key.split())})" if key else f"{self.word} {number}"

    def place_of(self, field: int | str = "") -> int:
        return list(self.forms).index(str(field)) if field in self.forms else len(self.forms)

    def key_of(self, entry: object) -> str | None:
        key = entry.get(self.key) if isinstance(entry, Mapping) else getattr(entry, self.key, None)
        return key if isinstance(key, str) else None


def _read_all(kind: _Kind[S], entries: object) -> tuple[S, ...]:
    if not isinstance(entries, list | tuple):
        raise SubscriptionsError(f"{kind.word}s must be tables, each beginning with [[{kind.word}s]]")
    read = [_read(kind, number, entry) for number, entry in enumerate(entries, 1)]
    faults = [fault for one in read if isinstance(one, list) for fault in one]
    faults += _told_twice(kind, entries)
    if faults:
        raise SubscriptionsError(*faults)
    return tuple(one for one in read if not isinstance(one, list))


def _read(kind: _Kind[S], number: int, entry: object) -> S | list[str]:
    try:
        return kind.model.model_validate(entry)
    except ValidationError as error:
        faults = sorted(error.errors(), key=lambda one: kind.place_of(*one["loc"][:1]))
        return [f"{kind.called(number, entry)}: {fault_of(one, kind.forms)}" for one in faults]


def _told_twice(kind: _Kind[S], entries: Sequence[object]) -> Iterable[str]:
    first: dict[str, int] = {}
    for number, entry in enumerate(entries, 1):
        key = kind.key_of(entry)
        if key and first.setdefault(key.casefold(), number) != number:
            before = first[key.casefold()]
            yield f"{kind.called(number, entry)}: {kind.key} is that of {kind.word} {before} too; {kind.remedy}"
