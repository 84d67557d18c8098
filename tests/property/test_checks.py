"""What holds for any text: the source passes its own checks, a planted fault does not, an order of words decides nothing."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from support.lexicons import LEXICONS

from worker.text.checks import Context, check, check_title
from worker.text.facts import facts
from worker.text.lexicon import fold, tokens
from worker.text.originality import hardly_changed
from worker.text.quotations import quotations

EN = Context(LEXICONS["en"])
SURNAMES = st.sampled_from(["Kowalska", "Öztürk", "Nakamura", "O’Brien", "Lindqvist", "Ferreira", "Dubois", "Haddad"])
PLACES = st.sampled_from(["Varna", "Lyon", "Osaka", "Bergen", "Tampere", "Gdańsk", "Cádiz"])
WEEKDAYS = st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
NUMBERS = st.integers(13, 999_999)
MAGNITUDES = st.sampled_from(["", " thousand", " million", " billion"])


def sentence(name: str, place: str, day: str, number: str) -> str:
    return f"The mayor of {place}, Anna {name}, said on {day} that the work had cost {number} euros."


def reordered(name: str, place: str, day: str, number: str) -> str:
    return f"On {day}, Anna {name}, who is the mayor of {place}, stated that {number} euros had been spent on the work."


def kept(source: str, result: str) -> set[str]:
    return {verdict.rule for verdict in check(source, result, EN) if verdict.action != "flag"}


@given(st.text(max_size=200))
def test_any_text_passes_its_own_checks(text: str) -> None:
    assume(text.strip())
    assert not check(text, text, EN)
    assert hardly_changed(text, text)


@given(st.text(max_size=120), st.text(max_size=120))
def test_no_pair_of_texts_is_too_odd_to_be_judged(source: str, result: str) -> None:
    check(source, result, EN)
    check_title(source, result, EN)


@given(st.text(max_size=200))
def test_tokens_lose_nothing_but_blanks(text: str) -> None:
    found = tokens(text)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert len(fold(found)) == len(found)


@given(st.text(alphabet="“”„‘’«»\"'ab .,", max_size=60))
def test_quotations_stand_in_order_and_do_not_overlap(text: str) -> None:
    ends = [0]
    for quotation in quotations(text):
        assert ends[-1] <= quotation.start < quotation.end <= len(text)
        ends.append(quotation.end)


@given(NUMBERS, MAGNITUDES)
def test_grouping_never_changes_a_value(number: int, magnitude: str) -> None:
    values = {
        figure.key
        for written in (f"{number:,}", f"{number}", f"{number:,}".replace(",", "\u202f"), f"{number:,}".replace(",", " "))
        for figure in facts(f"They paid {written}{magnitude} euros.", EN.lexicon).figures
    }
    assert len(values) == 1


@given(SURNAMES, PLACES, WEEKDAYS, NUMBERS, MAGNITUDES)
def test_the_same_facts_in_another_order_pass(name: str, place: str, day: str, number: int, magnitude: str) -> None:
    written = f"{number:,}{magnitude}"
    assert not kept(sentence(name, place, day, written), reordered(name, place, day, written))


@given(SURNAMES, SURNAMES, PLACES, PLACES, WEEKDAYS, WEEKDAYS, NUMBERS, NUMBERS, MAGNITUDES, MAGNITUDES)
def test_any_other_fact_is_seen(
    name: str, name2: str, place: str, place2: str, day: str, day2: str, number: int, number2: int, size: str, size2: str
) -> None:
    source = sentence(name, place, day, f"{number:,}{size}")
    if name != name2:
        assert {"name", "new name"} <= kept(source, reordered(name2, place, day, f"{number:,}{size}"))
    if place != place2:
        assert {"name", "new name"} <= kept(source, reordered(name, place2, day, f"{number:,}{size}"))
    if day != day2:
        assert "date" in kept(source, reordered(name, place, day2, f"{number:,}{size}"))
    if number != number2:
        assert {"figure", "new figure"} <= kept(source, reordered(name, place, day, f"{number2:,}{size}"))
    if size != size2:
        assert {"figure", "new figure"} <= kept(source, reordered(name, place, day, f"{number:,}{size2}"))


@given(st.sampled_from(["not ", "never ", ""]), st.sampled_from(["not ", "never ", ""]), PLACES)
def test_a_negation_is_neither_lost_nor_won(before: str, after: str, place: str) -> None:
    source, result = f"The men had {before}been seen in {place}.", f"In {place} the men had {after}been seen."
    assert ("negation" in kept(source, result)) == (bool(before) != bool(after))


DENIED = st.sampled_from(
    ["did not reach", "never reached", "failed to reach", "was unable to reach", "could not reach", "has not reached", "has yet to reach"]
)
AFFIRMED = st.sampled_from(["reached", "did reach", "has reached", "was able to reach", "managed to reach"])


@given(DENIED, DENIED, AFFIRMED, SURNAMES, PLACES, WEEKDAYS)
def test_any_denial_answers_any_other_and_none_is_answered_by_an_affirmation(
    before: str, after: str, affirmed: str, name: str, place: str, day: str
) -> None:
    source = f"The crew {before} {place} on {day}, Anna {name} said."
    assert "negation" not in kept(source, f"On {day} the crew {after} {place}, according to Anna {name}.")
    assert "negation" in kept(source, f"On {day} the crew {affirmed} {place}, according to Anna {name}.")
    assert "negation" in kept(
        f"The crew {affirmed} {place} on {day}, Anna {name} said.", f"On {day}, Anna {name} said, the crew {after} {place}."
    )


HEDGED = st.sampled_from(
    ["allegedly took", "is alleged to have taken", "is believed to have taken", "may have taken", "probably took", "reportedly took"]
)


@given(HEDGED, HEDGED, SURNAMES, PLACES)
def test_a_reservation_may_become_another_but_no_fact(before: str, after: str, name: str, place: str) -> None:
    source = f"The man from {place} {before} the ring of Anna {name}."
    assert not kept(source, f"The ring of Anna {name} is what the man from {place} {after}.") & {"hedge", "attribution", "negation"}
    assert "hedge" in kept(source, f"The ring of Anna {name} is what the man from {place} took.")


STATUSES = ["was arrested over", "was charged with", "was convicted of", "was acquitted of"]


@given(st.sampled_from(STATUSES), st.sampled_from(STATUSES), SURNAMES, PLACES)
def test_nobody_becomes_more_or_less_guilty(before: str, after: str, name: str, place: str) -> None:
    source, result = f"Anna {name} {before} theft in {place}.", f"In {place}, Anna {name} {after} theft."
    assert ("legal status" in kept(source, result)) == (before != after)


@given(
    st.sampled_from(["said", "warned", "wrote", "announced"]),
    st.sampled_from(["according to Anna {}", "Anna {} stated", "Anna {} explained"]),
    SURNAMES,
)
def test_a_statement_keeps_whoever_made_it(verb: str, other: str, name: str) -> None:
    source = f"The road will be closed in June, Anna {name} {verb}. Traffic was light."
    assert "attribution" not in kept(source, f"Traffic was light. The road is to be closed in June, {other.format(name)}.")
    assert "attribution" in kept(source, f"Traffic was light for Anna {name}. The road is to be closed in June.")


@given(st.integers(0, 40), st.sampled_from(["\u200b", "\u202e", "\ufeff", "\u2066", "\x07"]))
def test_an_invisible_character_is_seen_wherever_it_hides(at: int, character: str) -> None:
    source = sentence("Dubois", "Lyon", "Monday", "40")
    assert "hidden characters" in kept(source, source[:at] + character + source[at:])
