"""The evaluation material keeps its own promises."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from evaluation.corpus import WRITTEN, Pair, held_back, load, load_all, part
from evaluation.fault_words import WORDS
from evaluation.faults import KINDS, plant

PAIRS = tuple(load_all())
WIRE = tuple(pair for pair in PAIRS if pair.id.startswith(("wire-", "desk-")))  # freer in how quotations are split and figures written
# Figures may be words in the rewording, and words figures.
FREE = tuple(pair for pair in PAIRS if pair.id.startswith(("answer-", "unseen-", "later-", "evening-")))
PLANTED = tuple(pair for pair in PAIRS if pair.language in WORDS)
REWORDINGS = [
    pytest.param(pair, text, id=f"{pair.id}-{place}")
    for pair in PAIRS
    if pair not in WIRE
    for place, text in enumerate(pair.paraphrases, 1)
]

# Kinds that need something rare: a denial, a legal step, a year. All others can be planted in at least 30 English texts.
RARE = {
    "day changed": 20,
    "allegation made fact": 15,
    "denial turned": 15,
    "figure added": 20,
    "legal status lowered": 15,
    "legal status raised": 15,
    "plan made fact": 20,
    "source pluralised": 15,
    "speaker changed": 25,
    "speakers exchanged": 8,
    "percent and points": 25,
    "year changed": 20,
}


def test_there_are_enough_texts_of_all_kinds() -> None:
    assert len(load("en")) >= 150
    assert len(load("de")) >= 20
    assert len(load("fr")) >= 20
    assert len(load("es")) >= 10
    assert len({pair.kind for pair in load("en")}) >= 17
    assert all(1 <= len(pair.paraphrases) <= 2 for pair in PAIRS)
    assert all(20 <= len(pair.source.split()) <= 120 for pair in PAIRS)
    assert {pair.language for pair in WIRE} == {"en", "de", "fr", "es", "nl", "it", "pt"}
    assert len(WIRE) >= 150


def test_every_id_is_unique() -> None:
    assert max(Counter(pair.id for pair in PAIRS).values()) == 1


def test_the_pairs_that_are_held_back_are_those_that_the_readme_names() -> None:
    held = Counter(part(pair.id) for pair in PAIRS if held_back(pair.id))
    assert held == {"fresh": 35, "blind": 70, "evening": 100}
    assert Counter(part(pair.id) for pair in PAIRS if pair.id.startswith("blind-")) == {"opened": 66, "blind": 70}
    assert not [pair_id for pair_id in ("en-war-01", "de-war-01", "fr-war-01") if held_back(pair_id)]


def test_each_text_of_the_wire_has_faults_of_several_kinds_by_hand() -> None:
    assert all(len({kind for kind, _ in pair.faults}) == len(pair.faults) >= 4 for pair in WIRE)
    assert all(text not in (pair.source, *pair.paraphrases) for pair in WIRE for _, text in pair.faults)
    counted = Counter(kind for pair in WIRE for kind, _ in pair.faults)
    assert all(counted[kind] >= 20 for kinds in WRITTEN.values() for kind in kinds)


def test_a_rewording_of_the_wire_keeps_the_words_of_every_quotation() -> None:
    """A speaker may stand in the middle of one, and then its parts begin with either letter, or be moved out of it."""
    for pair in WIRE:
        source, spoken = words_alone(pair.source), [words_alone(quotation) for quotation in quotations(pair.source)]
        for quotation in (words_alone(quotation) for text in pair.paraphrases for quotation in quotations(text)):
            assert quotation in source or all(part in quotation for part in spoken), pair.id


@pytest.mark.parametrize(("pair", "text"), REWORDINGS)
def test_a_rewording_is_one_paragraph_and_differs(pair: Pair, text: str) -> None:
    assert text != pair.source
    assert text == " ".join(text.split(" ")).strip()
    assert "\n" not in text


@pytest.mark.parametrize(("pair", "text"), REWORDINGS)
def test_a_rewording_keeps_the_words_of_every_quotation(pair: Pair, text: str) -> None:
    spoken = quotations(pair.source)
    for quotation in spoken:
        assert quotation in bare(text), f"{pair.id}: {quotation}"
    for quotation in quotations(text):
        assert quotation in bare(pair.source) or all(part in quotation for part in spoken), f"{pair.id}: new quotation {quotation}"


@pytest.mark.parametrize(("pair", "text"), [each for each in REWORDINGS if each.values[0] not in FREE])
def test_a_rewording_keeps_every_figure(pair: Pair, text: str) -> None:
    before, after = values(pair.source, pair.language), values(text, pair.language)
    for value in {*digits(pair.source), *digits(text)}:
        assert before[value] == after[value], f"{pair.id}: {value}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_can_be_planted_in_many_texts(kind: str) -> None:
    planted = [pair for pair in load("en") if any(plant(kind, text, 1, "en") for text in pair.paraphrases)]
    assert len(planted) >= RARE.get(kind, 30)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_a_fault_can_be_planted_in_other_languages(kind: str, language: str) -> None:
    assert any(plant(kind, text, 1, language) for pair in load(language) for text in pair.paraphrases)


@pytest.mark.parametrize("kind", KINDS)
def test_planting_is_repeatable_and_changes_the_text(kind: str) -> None:
    for pair in PLANTED:
        for text in pair.paraphrases:
            faulty = plant(kind, text, 7, pair.language)
            assert faulty == plant(kind, text, 7, pair.language)
            assert faulty != text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("quotation:")])
def test_only_the_faults_of_quotations_touch_the_words_inside_them(kind: str) -> None:
    if kind == "sentence omitted":
        return
    for pair in PLANTED:
        for text in pair.paraphrases:
            faulty = plant(kind, text, 3, pair.language)
            assert faulty is None or all(quotation in bare(faulty) for quotation in quotations(text)), faulty


def test_other_seeds_plant_other_faults() -> None:
    text = load("en")[0].paraphrases[0]
    assert len({plant("digit changed", text, seed, "en") for seed in range(20)}) > 3


# --- simple readings of a text, independent of the product's own --------------------------------------------------------


def bare(text: str) -> str:
    """The text with one sort of each quotation mark and blank."""
    straight = re.sub(r"[“”„«»]", '"', text.replace("\u202f", " ").replace("\u00a0", " "))
    return re.sub(r"(?<='\d\d)\"", "″", re.sub(r"[‘’]", "'", straight))  # 41'27" are no quotation


def quotations(text: str) -> list[str]:
    """What stands in “…”, „…“, «…» or "…", without the stops that close it, and with quotations that their speaker splits apart."""
    return [found.strip(" ,.'") for found in re.findall(r'"([^"]*)"', bare(text))]


def words_alone(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


# Equal values written differently, which the texts use.
SPELT: dict[str, dict[str, str]] = {
    "en": {
        "a quarter of a percentage point": "0.25 percentage points",
        "one in": "1 in",
        "twice": "2 times",
        "second century": "2nd century",
        "thirteen": "13",
        "fifteenth": "15th",
        "ninety-two": "92",
    },
    "de": {},
    "fr": {"un doublé": "2 buts", "deuxième": "2e", "quinze": "15", "seize": "16", "dix-neuf": "19"},
    "es": {},
}
LATER = re.compile(r"\b(\d+)(?:st|nd|rd|th|e)\b")


def spelt_out(text: str, language: str) -> str:
    """The text with its number words as digits."""
    text = bare(text).lower()
    for words, value in SPELT[language].items():
        text = re.sub(rf"\b{words}\b", value, text)
    for number, word in enumerate(WORDS[language].numbers, 2):
        text = re.sub(rf"(?<!-)\b{word}\b(?!-)", str(number), text)
    return LATER.sub(r"\1", text)


def digits(text: str) -> list[str]:
    grouped = re.sub(r"(?<=\d)[., \u202f\u00a0](?=\d{3}(?!\d))", "", LATER.sub(r"\1", text))
    return re.findall(r"\d+(?:[.,:]\d+)*", grouped)


def values(text: str, language: str) -> Counter[str]:
    return Counter(digits(spelt_out(text, language)))
