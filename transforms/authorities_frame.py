"""The register of authorities as a table for analysts."""

from typing import Any

import polars as pl

from transforms.authorities import Authority, authority_register
from transforms.catalogue import AUTHORITIES
from transforms.neighbours import statistical_neighbours


def authorities_frame() -> pl.DataFrame:
    """Return the table authorities, in order of name and code."""
    rows = [_row(authority) for authority in authority_register().authorities]
    return AUTHORITIES.frame(rows).sort(AUTHORITIES.key)


def _row(authority: Authority) -> dict[str, Any]:
    return {
        "authority_code": authority.code,
        "authority": authority.name,
        "region": authority.region,
        "type": authority.type,
        "dfe_code": authority.dfe_code,
        "ofsted_urn": authority.ofsted_urn,
        "valid_from": authority.valid_from,
        "valid_to": authority.valid_to,
        "predecessor_codes": [one.code for one in authority_register().predecessors(authority)],
        "successor_codes": authority.successor_codes,
        "statistical_neighbours": statistical_neighbours(authority.gss_code) if authority.gss_code else (),
    }
