"""Which source column feeds which contract column, by names and by values."""

from __future__ import annotations

from selaras.contracts import TABLES
from selaras.evidence.mapping.matching import match_names, match_values
from selaras.evidence.mapping.word_synonyms import word_meant

IDS = ["A-1", "A-2", "A-3"]
TIMES = ["2026-03-01 09:00", "2026-03-01 09:30", "2026-03-02 10:00"]


def test_names_without_accents_in_five_languages_are_known() -> None:
    attempts, leads = TABLES["attempts"], TABLES["leads"]
    german = {"Datum": ["01.03.2026 10:00"], "Typ": ["Anruf"], "Ergebnis": ["erreicht"]}
    assert match_names(german, attempts) == {
        "happened_at": "Datum",
        "kind": "Typ",
        "outcome": "Ergebnis",
    }
    portuguese = {"Código": ["1"], "Criado em": ["2026-03-01"], "Responsável": ["Inês"]}
    assert match_names(portuguese, leads) == {
        "lead_id": "Código",
        "created_at": "Criado em",
        "owner": "Responsável",
    }
    assert match_names({"Origen": ["web"], "Región": ["Sur"]}, leads) == {
        "source": "Origen",
        "region": "Región",
    }
    assert match_names({"Sumber": ["web"], "Wilayah": ["Sulsel"]}, leads) == {
        "source": "Sumber",
        "region": "Wilayah",
    }


def test_names_that_say_what_they_belong_to_are_known_in_every_language() -> None:
    exported = {
        "Negócio - ID": ["17"],
        "Negócio - Proprietário": ["Inês"],
        "Negócio - Valor": ["2.838,53"],
        "Negócio - Negócio criado em": ["06/01/2026 10:57"],
        "Negócio - Negócio fechado em": ["28/01/2026 00:34"],
        "Negócio - Motivo da perda": ["Preço"],
    }
    assert match_names(exported, TABLES["deals"]) == {
        "deal_id": "Negócio - ID",
        "owner": "Negócio - Proprietário",
        "amount": "Negócio - Valor",
        "created_at": "Negócio - Negócio criado em",
        "closed_at": "Negócio - Negócio fechado em",
        "loss_reason": "Negócio - Motivo da perda",
    }
    assert match_names({"Cotação": ["5,43"]}, TABLES["rates"]) == {"rate": "Cotação"}
    called = {"Usuário": ["ines"], "Automática": ["Sim", "Não"]}
    assert match_names(called, TABLES["attempts"]) == {
        "person_id": "Usuário",
        "automated": "Automática",
    }


def test_a_name_whose_values_speak_against_it_is_not_taken() -> None:
    assert match_names({"created": ["soon", "later"]}, TABLES["leads"]) == {}


def test_values_find_ids_times_words_and_amounts_where_names_tell_nothing() -> None:
    values = {
        "c1": ["x", "x", "y"],
        "c2": TIMES,
        "c3": IDS,
        "c4": ["Telepon", "Surel", "E-mail"],
        "c5": ["not reached", "Reached", "Voice mail"],
    }
    assert match_values(values, TABLES["attempts"], {}) == {
        "attempt_id": "c3",
        "happened_at": "c2",
        "kind": "c4",
        "outcome": "c5",
    }
    money = {"c1": IDS, "c2": ["10.50", "7.00", "1.25"], "c3": ["EUR", "EUR", "USD"]}
    assert match_values(money, TABLES["deals"], {}) == {
        "deal_id": "c1",
        "amount": "c2",
        "currency": "c3",
    }


def test_values_are_not_taken_for_what_they_may_be_by_chance() -> None:
    deals = TABLES["deals"]
    assert match_values({"c": ["10", "20", "30"]}, deals, {"deal_id": "id"}) == {}
    assert match_values({"c": ["a@x.pt", "b@x.pt", "c@x.pt"]}, deals, {}) == {}
    assert match_values({"c": ["A-1", "A-1", "A-2"]}, deals, {}) == {}
    assert match_values({"c": ["A-1", "A-2", ""]}, deals, {}) == {}
    assert match_values({"c": ["A-1", "A-2"]}, deals, {}) == {}


def test_values_leave_what_names_found_alone() -> None:
    values = {"id": IDS, "other": ["B-1", "B-2", "B-3"], "when": TIMES}
    pairs = match_names(values, TABLES["attempts"])
    assert pairs == {"attempt_id": "id", "happened_at": "when"}
    assert match_values(values, TABLES["attempts"], pairs) == {}


def test_the_longest_thing_said_tells_a_word() -> None:
    outcome = TABLES["attempts"].column("outcome")
    assert word_meant(outcome, "Not reached") == "no_answer"
    assert word_meant(outcome, "reached") == "contacted"
    assert word_meant(outcome, "Nicht erreicht") == "no_answer"
    assert word_meant(outcome, "No_Answer") == "no_answer"
    assert word_meant(outcome, "moved away") is None


def test_a_word_is_known_however_its_letters_are_set() -> None:
    kind = TABLES["attempts"].column("kind")
    assert [word_meant(kind, name) for name in ("WhatsApp", "whatsapp", "WHATSAPP")] == ["chat"] * 3
    stage = TABLES["lead_stages"].column("stage")
    assert word_meant(stage, "Closed - Won") == "won"
    assert word_meant(stage, "wonderful") is None
