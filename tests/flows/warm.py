"""Imported by the server that the passes of a drill fork from: reads the rules once for all of them."""

from contextlib import suppress
from pathlib import Path

import flows.memory.upgrade
import flows.passes  # noqa: F401
from examples import FOLDER
from flows.workshop import authority_names
from transforms.clean import clean_html
from transforms.errors import TransformError
from transforms.extract import extract_facts
from transforms.rules_version import rules_version

authority_names()
rules_version()
for page in sorted(Path(FOLDER).rglob("*.html")):
    with suppress(TransformError):
        extract_facts(clean_html(page.read_text(encoding="utf-8")), source_kind="council", published=None)
