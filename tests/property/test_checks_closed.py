"""What holds for any number, name or quotation: units may change with the value, a quotation may be cut where its speaker stands."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from support.lexicons import LEXICONS

from worker.text.checks import Context, check

EVERY = {code: Context(lexicon) for code, lexicon in LEXICONS.items()}
EN = EVERY["en"]
SURNAMES = st.sampled_from(["Kowalska", "Öztürk", "Nakamura", "Lindqvist", "Ferreira", "Dubois", "Haddad"])
SIZES = st.sampled_from(
    [("years", "months", 12), ("decades", "years", 10), ("weeks", "days", 7), ("days", "hours", 24), ("hours", "minutes", 60)]
)
WORDS = st.lists(st.sampled_from(["bridge", "water", "slowly", "harbour", "morning", "river", "stones", "nobody"]), min_size=4, max_size=9)


def kept(source: str, result: str) -> set[str]:
    return {verdict.rule for verdict in check(source, result, EN) if verdict.action != "flag"}


@given(st.integers(2, 40), SIZES, st.integers(1, 3))
def test_a_span_is_the_same_in_another_unit_and_no_other_number_of_it(number: int, size: tuple[str, str, int], more: int) -> None:
    long, short, times = size
    source = f"The work in Varna took {number} {long}."
    assert not kept(source, f"The work in Varna took {number * times} {short}.")
    assert kept(source, f"The work in Varna took {number * times + more} {short}.") >= {"figure", "new figure"}


@given(st.integers(0, 20), st.integers(0, 20))
def test_votes_are_the_same_as_figures_with_a_dash_but_not_turned_round(won: int, lost: int) -> None:
    assume(won != lost)
    source = f"The board in Varna voted {won}-{lost} to close it."
    assert not kept(source, f"By {won} votes to {lost}, the board in Varna decided to close it.")
    assert kept(source, f"By {lost} votes to {won}, the board in Varna decided to close it.") == {"score"}


@given(WORDS, st.integers(1, 7), SURNAMES)
def test_a_speaker_may_stand_before_behind_and_inside_a_quotation(words: list[str], cut: int, name: str) -> None:
    cut = min(cut, len(words) - 1)
    first, second = " ".join(words[:cut]), " ".join(words[cut:])
    source = f"Anna {name} said: “{first.capitalize()} {second}.”"
    assert not {"quotation", "new quotation", "speaker"} & kept(source, f"“{first.capitalize()} {second},” Anna {name} said.")
    assert not {"quotation", "new quotation", "speaker"} & kept(source, f"“{first.capitalize()},” said Anna {name}, “{second}.”")
    assert {"quotation"} <= kept(source, f"“{first.capitalize()} not {second},” Anna {name} said.")


@given(WORDS, WORDS, SURNAMES, SURNAMES)
def test_two_who_speak_keep_their_own_words(one: list[str], two: list[str], first: str, second: str) -> None:
    assume(first != second and one != two)
    said, answered = " ".join(one), " ".join(two)
    source = f"“{said},” Anna {first} said. Paul {second} was calm. “{answered},” he added."
    assert not {"speaker", "named source"} & kept(source, f"Anna {first} said: “{said}.” “{answered},” added Paul {second}, who was calm.")
    assert "speaker" in kept(source, f"“{answered},” Anna {first} said. Paul {second} was calm. “{said},” he added.")


@given(SURNAMES, SURNAMES)
def test_who_beats_whom_is_told_in_the_active_and_the_passive(first: str, second: str) -> None:
    assume(first != second)
    source = f"In the final Anna {first} beat Paula {second}."
    assert "names exchanged" not in kept(source, f"Paula {second} was beaten by Anna {first} in the final.")
    assert "names exchanged" not in kept(source, f"Paula {second} lost to Anna {first} in the final.")
    assert "names exchanged" in kept(source, f"In the final Paula {second} beat Anna {first}.")
    assert "names exchanged" in kept(source, f"In the final Anna {first} lost to Paula {second}.")


# What a rule may divide, add, round or count by.
NUMBERS = (
    "0 0% 0.5 half zero none 1 one a an -3 2 twice third 100% 1,000 $0 €4.2m 12:00 3-0 0-0 2020 May Monday year years hour minutes "
    "km of in out every and to from by than more less at least percent points million zwei halb demi medio doppio keer metade , . "
    "not said “No.” Varna Kowalska he she the sum votes"
).split()
TEXTS = st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=14).map(" ".join)


@given(TEXTS, TEXTS, st.sampled_from(sorted(EVERY)))
def test_no_two_texts_are_too_odd_to_be_compared(source: str, result: str, language: str) -> None:
    assert isinstance(check(source, result, EVERY[language]), tuple)
    assert isinstance(check(source, source + " " + result, EVERY[language]), tuple)
