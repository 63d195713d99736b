"""Settings: one TOML file, each value also an environment variable or a file; a wrong value is refused by name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from tomllib import TOMLDecodeError
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    PrivateAttr,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from pydantic_settings import SettingsError as UnreadableVariable

from flows.secret_blocks import SecretBlocks
from flows.secret_files import SecretsError, secret_files
from flows.setting_values import MailAddress, data_place, database_url
from flows.store import Store, StoreError, checked_address, open_store
from flows.subscription_file import find_file, read_file
from flows.subscriptions import (
    Channel,
    Subscriber,
    Subscription,
    SubscriptionsError,
    read_channels,
    read_subscribers,
)

DEFAULT_FILE = Path("inspection-watch.toml")
PREFIX = "INSPECTION_WATCH_"
FILE_VARIABLE = f"{PREFIX}SETTINGS"

Extent = Literal["ogl", "all", "none"]
TaskRunnerName = Literal["threads", "dask"]

_file: ContextVar[Path | None] = ContextVar("settings_file", default=None)


class SettingsError(Exception):
    """The settings do not hold; each of `faults` names a value that is wrong and what is allowed."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Smtp(BaseModel):
    """The mail server; without one, messages are written to the folder outbox as .eml files."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    host: str
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    security: Annotated[str, Field(pattern="^(none|starttls|tls)$")] = "starttls"
    user: str | None = None
    password: SecretStr | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 30


class Settings(BaseSettings):
    """All settings.

    `data` holds pages, tables and outbox: a folder, or an object store by URL; `memory` is a database URL, by default a
    file in the folder `data`; `sources` is the register, by default the bundled one; `contact` tells sites who reads
    them; changes that took effect more than `mail_max_age_days` ago are flagged but not mailed; where more critical
    changes than `hold_more_than` come within an hour, their mails wait for the operator; with `begin_with_summary` what
    a first reading of the sources finds is mailed as one summary; `allow_private_addresses` opens loopback and private
    networks; `sources_at_once` counts the hosts that are read at a time; `source_seconds` and `source_megabytes` are
    what one pass may spend on a source, `run_seconds` and `run_megabytes` on all, and the rest is left for the next
    pass; `publish_full_text` says of which sources the published tables have whole texts: those under the Open
    Government Licence (`ogl`), `all` or `none`; `feeds_url` is where readers find the folder tables, with feeds and
    calendars, if it is served; `operator` is mailed what needs a person; `subscriptions` is the file
    of those who get mail, by default subscriptions.toml beside the settings file, and `subscribers` and `channels` hold
    them where there is no such file; `task_runner` says what spreads extraction, and `dask_scheduler` which Dask
    cluster, by default one on this machine.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    data: Annotated[Path | str, BeforeValidator(data_place)] = Path("data")
    memory: Annotated[SecretStr, AfterValidator(database_url)] | None = None
    sources: Path | None = None
    contact: str = ""
    mail_from: MailAddress = "inspection-watch@localhost.localdomain"
    smtp: Smtp | None = None
    operator: MailAddress | None = None
    subscriptions: Path | None = None
    subscribers: Annotated[tuple[Subscriber, ...], BeforeValidator(read_subscribers)] = ()
    channels: Annotated[tuple[Channel, ...], BeforeValidator(read_channels)] = ()
    publish_full_text: Extent = "ogl"
    feeds_url: HttpUrl | None = None
    mail_max_age_days: Annotated[int, Field(ge=1)] = 90
    hold_more_than: Annotated[int, Field(ge=0)] = 5
    begin_with_summary: bool = True
    allow_private_addresses: bool = False
    task_runner: TaskRunnerName = "threads"
    dask_scheduler: str | None = None
    sources_at_once: Annotated[int, Field(ge=1, le=512)] = 128
    source_seconds: Annotated[float, Field(gt=0)] = 600
    source_megabytes: Annotated[float, Field(gt=0)] = 200
    run_seconds: Annotated[float, Field(gt=0)] = 3_600
    run_megabytes: Annotated[float, Field(gt=0)] = 5_000

    _faults_of_subscriptions: tuple[str, ...] = PrivateAttr(())

    @model_validator(mode="after")
    def _known_place(self) -> Self:
        if isinstance(self.data, str):
            try:
                checked_address(self.data)
            except StoreError as error:
                raise ValueError(f"data: {error}") from error
            if self.memory is None:
                raise ValueError(
                    f"data: the object store {self.data} cannot hold the memory; "
                    f"set memory (or {PREFIX}MEMORY) to a database URL"
                )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order: arguments, then the environment, files of secrets, Prefect's Secret blocks, then the file."""
        file = _file.get()
        from_file = (TomlConfigSettingsSource(settings_cls, file),) if file else ()
        return init_settings, env_settings, secret_files(file_secret_settings), SecretBlocks(settings_cls), *from_file

    @property
    def memory_url(self) -> str:
        """The SQLAlchemy URL of the memory, which may hold a password."""
        return self.memory.get_secret_value() if self.memory else f"sqlite:///{Path(self.data) / 'memory.db'}"

    @property
    def audience(self) -> tuple[Subscription, ...]:
        """Who hears of changes: those who get mail, then the channels; raises SettingsError where that is not known."""
        if self._faults_of_subscriptions:
            raise SettingsError(*self._faults_of_subscriptions)
        return (*self.subscribers, *self.channels)

    @cached_property
    def store(self) -> Store:
        """The store of pages, tables and outbox, opened when first asked for; raises flows.store.StoreError."""
        return open_store(self.data)


TABLES: dict[int | str, type[BaseModel]] = {"smtp": Smtp}


def load_settings(file: Path | None = None, *, whoever_subscribes: bool = False, **overrides: Any) -> Settings:
    """Read the settings; without `file` the one that INSPECTION_WATCH_SETTINGS names, or that in the working folder.

    Raises SettingsError naming the file, each wrong value and what is allowed. With `whoever_subscribes` what is wrong
    with the file of subscriptions is raised only once `audience` is asked for: nothing else is to wait for it.
    """
    named = os.environ.get(FILE_VARIABLE)
    given = file or (Path(named) if named else None)
    if given is not None and not given.is_file():
        raise SettingsError(f"there is no settings file {given}; check the path given by --settings or {FILE_VARIABLE}")
    chosen = given or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)
    given_values = {name: value for name, value in overrides.items() if value is not None}
    settings = _read(chosen, given_values)
    if "subscribers" in given_values:
        return settings
    try:
        return _with_subscriptions(settings, chosen)
    except SettingsError as error:
        if not whoever_subscribes:
            raise
        settings._faults_of_subscriptions = error.faults
        return settings


def _read(chosen: Path | None, given_values: dict[str, Any]) -> Settings:
    with _reading(chosen):
        try:
            return Settings(**given_values)
        except (TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{chosen} is not TOML: {error}") from error
        except OSError as error:
            raise SettingsError(f"the settings file {chosen} cannot be read: {error.strerror}") from error
        except SecretsError as error:
            raise SettingsError(str(error)) from error
        except UnreadableVariable as error:
            raise SettingsError(
                f"settings (the environment or secrets): {error}; write tables and lists as JSON"
            ) from error
        except ValidationError as error:
            raise SettingsError(*_faults(error, chosen)) from error


def _with_subscriptions(settings: Settings, settings_file: Path | None) -> Settings:
    """The settings with the subscribers and channels of their file, where there is one."""
    try:
        file = find_file(settings.subscriptions, settings_file)
        if file is None:
            return settings
        if settings.audience:
            raise SettingsError(
                f"subscribers stand both in the settings ({_places(settings_file)}) and in {file}; "
                f"keep them in {file} only"
            )
        return settings.model_copy(update=read_file(file))
    except SubscriptionsError as error:
        raise SettingsError(*error.faults) from error


@contextmanager
def _reading(file: Path | None) -> Iterator[None]:
    token = _file.set(file)
    try:
        yield
    finally:
        _file.reset(token)


def _places(file: Path | None) -> str:
    return f"{file}, the environment or secrets" if file else "the environment or secrets"


def _faults(error: ValidationError, file: Path | None) -> Iterator[str]:
    where = f"settings ({_places(file)})"
    for fault in error.errors():
        told = fault.get("ctx", {}).get("error")
        if isinstance(told, SubscriptionsError):
            yield from (f"{where}: {sentence}" for sentence in told.faults)
        else:
            yield f"{where}: {_fault(fault)}".replace(":  ", ": ")


def _fault(fault: ErrorDetails) -> str:
    name = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        fields = TABLES.get(fault["loc"][0] if name.count(".") else "", Settings).model_fields
        return f"{name} is no setting; allowed are {', '.join(fields)}"
    hidden = isinstance(fault["input"], dict | Settings) or name in ("smtp", "memory") or "password" in name
    value = "" if hidden else f" is {fault['input']!r}:"
    return f"{name}{value} {fault['msg'].removeprefix('Value error, ')}"
