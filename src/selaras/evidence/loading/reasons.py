"""Why a row does not fit: the codes that quarantine keeps, and what they say."""

from __future__ import annotations

from selaras.errors import said

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
    BROKEN_LINE: said(
        "the line has more or fewer fields than the header",
        "barisnya punya kolom lebih banyak atau lebih sedikit daripada kepala berkas",
    ),
    NOT_JSON: said(
        "the line is not one whole JSON object", "barisnya bukan satu objek JSON yang utuh"
    ),
    UNDECODABLE: said("it is not text in the file's encoding", "bukan teks dalam pengodean berkas"),
    MISSING: said("it is required, and there is nothing", "wajib ada, tetapi kosong"),
    NOT_A_TIME: said(
        "it is not a time as the mapping states", "bukan waktu seperti yang disebut pemetaan"
    ),
    NOT_A_DAY: said(
        "it is not a day as the mapping states", "bukan tanggal seperti yang disebut pemetaan"
    ),
    NOT_A_NUMBER: said("it is not a number", "bukan angka"),
    NOT_A_FLAG: said(
        "it is neither yes nor no; `map` says what it means",
        "bukan ya atau tidak; sebut artinya dengan `map`",
    ),
    NOT_A_WORD: said("it is not one of the column's words", "bukan salah satu kata kolom itu"),
    TOO_LARGE: said(
        "the number has more digits than can be kept", "angkanya terlalu panjang untuk disimpan"
    ),
    OUT_OF_RANGE: said(
        "the time lies before 1900 or after 2200", "waktunya sebelum 1900 atau sesudah 2200"
    ),
    EXPRESSION: said("the mapping's expression fails on it", "rumus pemetaan gagal padanya"),
    REPEATED_KEY: said(
        "rows with this key contradict each other", "baris dengan kunci ini saling bertentangan"
    ),
}
"""Reason code → what it says of a value (of the whole row for broken_line, not_json and
repeated_key)."""
