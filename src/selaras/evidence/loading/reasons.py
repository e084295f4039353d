"""Why a row does not fit: the codes that quarantine keeps, and what they say."""

from __future__ import annotations

BROKEN_LINE = "broken_line"
NOT_JSON = "not_json"
UNDECODABLE = "undecodable"
MISSING = "missing"
NOT_A_TIME = "not_a_time"
NOT_A_DAY = "not_a_day"
NOT_A_NUMBER = "not_a_number"
NOT_A_FLAG = "not_a_flag"
NOT_A_WORD = "not_a_word"
TOO_LARGE = "too_large"
OUT_OF_RANGE = "out_of_range"
EXPRESSION = "expression"
REPEATED_KEY = "repeated_key"

SAYS = {
    BROKEN_LINE: "the line has more or fewer fields than the header",
    NOT_JSON: "the line is not one whole JSON object",
    UNDECODABLE: "it is not text in the file's encoding",
    MISSING: "it is required, and there is nothing",
    NOT_A_TIME: "it is not a time as the mapping states",
    NOT_A_DAY: "it is not a day as the mapping states",
    NOT_A_NUMBER: "it is not a number",
    NOT_A_FLAG: "it is neither yes nor no; `map` says what it means",
    NOT_A_WORD: "it is not one of the column's words",
    TOO_LARGE: "the number has more digits than can be kept",
    OUT_OF_RANGE: "the time lies before 1900 or after 2200",
    EXPRESSION: "the mapping's expression fails on it",
    REPEATED_KEY: "rows with this key contradict each other",
}
"""Reason code → what it says of a value (of the whole row for broken_line, not_json and
repeated_key)."""
