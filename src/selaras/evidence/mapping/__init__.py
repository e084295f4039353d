"""Mappings: YAML that says how a source feeds the evidence tables."""

from selaras.evidence.mapping.document import json_schema
from selaras.evidence.mapping.read import (
    parse_mapping,
    read_bound,
    read_mapping,
    read_mappings,
)
from selaras.evidence.mapping.remarks import Remark, remarks
from selaras.evidence.mapping.values import Mapping

__all__ = [
    "Mapping",
    "Remark",
    "json_schema",
    "parse_mapping",
    "read_bound",
    "read_mapping",
    "read_mappings",
    "remarks",
]
