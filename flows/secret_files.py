"""Secrets as files: one a variable, as systemd, compose and Kubernetes hand them to a service."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic_settings import NestedSecretsSettingsSource, PydanticBaseSettingsSource

FOLDER_VARIABLE = "INSPECTION_WATCH_SECRETS"
SYSTEMD_VARIABLE = "CREDENTIALS_DIRECTORY"
# Addresses of channels, which the subscriptions name.
OF_CHANNELS = "channel_"


class SecretsError(Exception):
    """A folder or file of secrets cannot be used; the message names it and never what stands in it."""


def secret_files(of_pydantic: PydanticBaseSettingsSource) -> NestedSecretsSettingsSource:
    """Return a source of settings in files named as the environment variables, such as inspection_watch_memory.

    They lie in the folder that INSPECTION_WATCH_SECRETS names and in that of systemd's credentials, the former first.
    Raises SecretsError.
    """
    return _OwnFiles(of_pydantic, secrets_dir=list(_folders()), secrets_dir_missing="ok")


class _OwnFiles(NestedSecretsSettingsSource):
    """Reads no other service's secrets in the same folder, and names the file that it cannot use."""

    def validate_secrets_path(self, path: Path) -> None:
        """Refuse a folder that is none."""
        if not path.is_dir():
            raise SecretsError(f"there is no folder of secrets {path}; check {FOLDER_VARIABLE}")

    def _load_env_vars(self) -> Mapping[str, str | None]:
        files = (file for folder in self.secrets_paths for file in self._own(folder))
        # An empty file is a secret that nobody has set.
        return {file.name.lower(): content for file in files if (content := _content(file))}

    def _own(self, folder: Path) -> Iterator[Path]:
        prefix, known = self.env_prefix.lower(), self.settings_cls.model_fields
        for file in sorted(folder.iterdir()):
            name = file.name.lower()
            if not name.startswith(prefix) or name.startswith(f"{prefix}{OF_CHANNELS}"):
                continue
            if name.removeprefix(prefix).partition("__")[0] not in known:
                raise SecretsError(f"the secret {file} is no setting; allowed are {_listed(prefix, known)}")
            yield file


def secret_named(name: str) -> str:
    """Return the secret in the environment variable of that name, or else in the file of that name in any letter case.

    Raises ValueError where there is neither, or where the file cannot be read.
    """
    if value := os.environ.get(name):
        return value
    try:
        files = [file for folder in _folders() for file in folder.iterdir() if file.name.lower() == name.lower()]
        found = [content for file in files if (content := _content(file))]
    except (OSError, SecretsError) as error:
        raise ValueError(f"url_from: {error}") from None
    if not found:
        raise ValueError(f'url_from: there is neither an environment variable nor a secret file "{name}"')
    return found[-1]


def _folders() -> Iterator[Path]:
    """Yield the folders, the one that counts most last."""
    for variable in (SYSTEMD_VARIABLE, FOLDER_VARIABLE):
        if folder := os.environ.get(variable):
            yield Path(folder)


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SecretsError(f"the secret {file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SecretsError(f"the secret {file} is no text in UTF-8") from None


def _listed(prefix: str, names: Iterable[str]) -> str:
    return ", ".join(f"{prefix}{name}" for name in names)
