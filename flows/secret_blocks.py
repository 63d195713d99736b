"""Secrets from Prefect's Secret blocks, read by the run itself.

A block named in prefect.yaml would not do: `prefect deploy` writes what is in it into the deployment, for all to see.
"""

import os
from collections.abc import Mapping
from typing import Any, cast

from pydantic_settings import BaseSettings, EnvSettingsSource

from flows.secret_files import SecretsError

VARIABLE = "INSPECTION_WATCH_SECRET_BLOCKS"


class SecretBlocks(EnvSettingsSource):
    """The settings that INSPECTION_WATCH_SECRET_BLOCKS lists, such as `memory smtp__password`.

    The block of `smtp__password` is named `inspection-watch-smtp-password`. Raises SecretsError.
    """

    def __init__(self, settings: type[BaseSettings]) -> None:
        super().__init__(settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        names = os.environ.get(VARIABLE, "").replace(",", " ").lower().split()
        return {f"{self.env_prefix.lower()}{name}": _block(name) for name in names}


def _block(setting: str) -> str:
    # Prefect takes seconds to import, which only those wait for who keep secrets in it.
    from prefect.blocks.system import Secret

    name = f"inspection-watch-{setting.replace('__', '-').replace('_', '-')}"
    try:
        return str(cast(Any, Secret).load(name, _sync=True).get())
    except Exception as error:  # no block, no server, no right to read it
        raise SecretsError(
            f"the Secret block {name} cannot be read ({type(error).__name__}); check it, PREFECT_API_URL and {VARIABLE}"
        ) from error
