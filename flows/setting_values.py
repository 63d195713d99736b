"""Checks of single settings; what they refuse they say without showing a secret."""

from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
from pydantic import AfterValidator, SecretStr

EVERY_AUTHORITY = "all"


def mail_address(value: str) -> str:
    """Refuse what is not one mail address."""
    name, at, host = value.partition("@")
    if not (name and at and "." in host) or any(char.isspace() or char in ',;<>"@' for char in name + host):
        raise ValueError("must be one mail address such as name@example.org")
    return value


MailAddress = Annotated[str, AfterValidator(mail_address)]


def data_place(value: object) -> Path | str:
    """Return a folder as a path, and an object store as a URL."""
    if not isinstance(value, str | Path):
        raise ValueError("must be a folder or the URL of an object store")
    scheme, mark, rest = str(value).partition(":/")
    # A path, as the command line makes it, has lost a slash of the URL; one letter is a drive.
    return f"{scheme}://{rest.lstrip('/')}" if mark and len(scheme) > 1 and scheme.isalnum() else Path(value)


def database_url(value: SecretStr) -> SecretStr:
    """Refuse what is no database URL, and one whose password would show."""
    text = value.get_secret_value()
    try:
        url = sa.make_url(text)
        # What has a port that is none or an @ in its database has a password that was not quoted.
        is_one = url.get_backend_name() == "sqlite" or "@" not in f"{url.host}{url.database}"
    except (sa.exc.ArgumentError, ValueError):
        is_one = False
    if not is_one:
        raise ValueError(
            "must be a database URL such as postgresql://user:password@host/database; "
            "in a password write @ as %40, / as %2F, : as %3A and % as %25"
        )
    if "password" in url.query:
        raise ValueError("must have its password before the @, not among its parameters")
    return value
