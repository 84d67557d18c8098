"""What is read out of a text: equal facts are equal however they are written, different ones differ."""

from __future__ import annotations

import doctest
import importlib
from fractions import Fraction

import pytest
from support.lexicons import LEXICONS

from worker.text.facts import Facts, facts, language, names, parse_lexicon
from worker.text.figures import unmatched
from worker.text.lexicon import Lexicon


def read(text: str, code: str = "en") -> Facts:
    return facts(text, LEXICONS[code])


def figure(text: str, code: str = "en") -> tuple[Fraction | int, str]:
    found = [f.key for f in read(text, code).figures if f.firm]
    assert len(found) == 1, f"{text!r} holds {found}"
    return found[0]


SAME = [
    ("en", "12,000", "12 000", "12\u00a0000", "twelve thousand", "12 thousand", "12k"),
    ("en", "$4.2m", "$4.2 million", "4.2 million dollars", "$4,200,000", "US$4.2 million", "four point two million dollars"),
    ("en", "3 %", "3%", "3 percent", "3 per cent", "three percent"),
    ("en", "€5bn", "5 billion euros", "EUR 5 billion", "five billion euros"),
    ("en", "a dozen", "twelve", "12"),
    ("en", "half a million", "500,000", "0.5 million"),
    ("en", "twenty-three", "twenty three", "23"),
    ("en", "two hundred and five", "205"),
    ("en", "two and a half million", "2.5 million", "2,500,000"),
    ("en", "5 p.m.", "5pm", "17:00"),
    ("en", "10:30 pm", "10.30pm", "22:30"),
    ("en", "₹2 crore", "₹20,000,000", "₹2,00,00,000"),
    ("en", "the third", "3rd"),
    ("en", "two-thirds", "two thirds"),
    ("en", "by a third.", "one third"),
    ("en", "-3 degrees", "minus 3 degrees", "−3 degrees", "minus three degrees"),
    ("en", "the 45-year-old", "45 years old"),
    ("en", "10 km", "10 kilometres", "ten kilometers"),
    ("de", "12.000", "12 000", "zwölftausend", "12 Tausend"),
    ("de", "3,5 Millionen Euro", "3,5 Mio Euro", "3.500.000 €"),
    ("de", "dreiundzwanzig Prozent", "23 %", "23 Prozent"),
    ("de", "zweihundertfünfzig", "250"),
    ("de", "eine halbe Million", "500.000"),
    ("fr", "quatre-vingt-dix", "90"),
    ("fr", "12 000", "douze mille"),
    ("fr", "3,5 millions d’euros", "3,5 millions €", "3 500 000 euros"),
    ("es", "treinta y tres por ciento", "33 %"),
    ("it", "dodicimila", "12.000"),
    ("it", "ventuno", "21"),
    ("pt", "duzentos e cinquenta", "250"),
    ("nl", "drieëndertig", "33"),
    ("nl", "tweehonderdvijftig", "250"),
    ("en", "5m people", "5 million people", "5,000,000 people"),
    ("en", "5m long", "5 metres long"),
    ("en", "75m Swedish kronor", "75 million kronor"),
    ("en", "for the third time", "three times"),
    ("en", "his 97th birthday", "97"),
    ("en", "ten more minutes", "10 minutes"),
    ("de", "310 Mio. Euro", "310 Millionen Euro"),
    ("de", "die letzten zehn Minuten", "10 Minuten"),
]


@pytest.mark.parametrize("case", SAME, ids=lambda case: f"{case[0]} {case[1]}")
def test_one_value_is_one_figure_however_it_is_written(case: tuple[str, ...]) -> None:
    code, first, *others = case
    assert {figure(other, code) for other in others} == {figure(first, code)}


DIFFERENT = [
    ("$4.2 million", "$4.2 billion"),
    ("₹2 crore", "₹2 lakh"),
    ("35%", "$35M"),
    ("35%", "35 million users"),
    ("one point two million dollars", "$1200M"),
    ("twenty three percent", "203%"),
    ("890,000,000", "890.500.000"),
    ("$5", "€5"),
    ("$5", "A$5"),
    ("3 percent", "3 percentage points"),
    ("10 km", "10 miles"),
    ("-3 degrees", "3 degrees"),
    ("third", "fourth"),
    ("10:30 am", "10:30 pm"),
    ("dozens", "hundreds"),
    ("thousands", "tens of thousands"),
    ("two thirds", "three"),
    ("5m people", "5 metres"),
    ("2:19:44", "2:19:46"),
    ("75m Swedish kronor", "75m euros"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_figures_that_only_look_alike_differ(one: str, other: str) -> None:
    assert [f.key for f in read(one).figures] != [f.key for f in read(other).figures]


def test_a_dollar_amount_in_another_grouping_keeps_its_currency_apart_from_a_bare_number() -> None:
    assert figure("890,000,000")[0] == figure("$890M")[0]
    assert figure("890,000,000") != figure("$890M")


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("more than 20 people", "more"),
        ("over 20 people", "more"),
        ("over two days", "more?"),
        ("about $5 million", "about"),
        ("around a million", "about"),
        ("at least 17", "least"),
        ("up to 80 mm", "most"),
        ("no more than 80 mm", "most"),
        ("nearly 3%", "near"),
        ("12 percent lower than before", ""),
        ("12 or more", "least"),
    ],
)
def test_a_figure_knows_how_exact_it_is(text: str, comparator: str) -> None:
    assert [f.comparator for f in read(text).figures] == [comparator]


@pytest.mark.parametrize(("one", "other"), [("500万人", "5,000,000"), ("1.2亿美元", "$120,000,000"), ("3千", "3,000")])
def test_sizes_of_east_asia_belong_to_their_number(one: str, other: str) -> None:
    assert facts(one, Lexicon("zh")).figures[0].key == read(other).figures[0].key


def test_a_hundred_m_alone_may_be_metres_or_millions() -> None:
    both = read("It was 100m.").figures
    assert not list(unmatched(both, read("It was 100 metres.").figures))
    assert not list(unmatched(both, read("It was 100 million.").figures))
    assert list(unmatched(both, read("It was 100 miles.").figures))


@pytest.mark.parametrize(("text", "comparator"), [("over four passes", "more?"), ("lower than 2019.", ""), ("a row over 300 jobs", "")])
def test_over_a_place_and_less_than_a_year_compare_no_amounts(text: str, comparator: str) -> None:
    assert [f.comparator for f in read(text).figures] == [comparator]


def test_a_range_shares_its_unit_and_its_magnitude() -> None:
    assert [f.key for f in read("3 to 5 million").figures] == [f.key for f in read("3 million to 5 million").figures]
    assert [f.key for f in read("between 3 and 5 percent").figures] == [f.key for f in read("3%, 5%").figures]


@pytest.mark.parametrize("text", ["12 March 2024", "March 12, 2024", "the 12th of March 2024", "12th March, 2024"])
def test_a_date_is_the_same_in_every_order(text: str) -> None:
    found = read(text)
    assert {f.key for f in found.figures} == {(Fraction(12), "day"), (Fraction(2024), "")}
    assert found.dates == {"month 3"}


@pytest.mark.parametrize("text", ["No one came.", "one of the men", "They helped one another.", "A second later a man left."])
def test_pronouns_and_articles_are_no_figures_that_anyone_would_miss(text: str) -> None:
    assert not [f for f in read(text).figures if f.firm]


def test_a_month_that_opens_a_sentence_is_told_by_the_verb_behind_it() -> None:
    assert read("May was wet.").dates == {"month 5"}


def test_may_is_a_month_only_with_its_capital() -> None:
    assert read("They may leave. May he stay?").dates == frozenset()
    assert read("They left in May.").dates == {"month 5"}


# --- quotations ---


@pytest.mark.parametrize(
    "text",
    [
        'He said: "We are ready."',
        "He said: “We are ready.”",
        "He said: ‘We are ready.’",
        "He said: 'We are ready.'",
        "Er sagte: „We are ready.“",
        "Er sagte: »We are ready.«",
        "Il a dit : « We are ready. »",
        "Il a dit : «\u00a0We are ready\u00a0».",
        "“We are ready,” he said.",
        "彼は「We are ready」",
        "‹We are ready›",
    ],
)
def test_a_quotation_is_found_in_every_style(text: str) -> None:
    assert [q.words for q in read(text).quotations] == ["We are ready"]


@pytest.mark.parametrize(
    "text", ["The players’ bus can’t stop.", "The '90s were James' best.", 'A 6" pipe', "rock ’n’ roll", "Rock 'n' roll isn't"]
)
def test_apostrophes_and_inches_quote_nothing_of_weight(text: str) -> None:
    assert all(len(q.words) == 1 for q in read(text).quotations)


def test_a_quotation_inside_a_quotation_belongs_to_it() -> None:
    assert [q.words for q in read("“She called it ‘a farce’ twice.”").quotations] == ["She called it 'a farce' twice"]


def test_a_quotation_that_goes_on_in_the_next_paragraph_reaches_to_the_end() -> None:
    assert [q.words for q in read("“We are ready. We always were.").quotations] == ["We are ready. We always were"]


def test_words_inside_a_quotation_are_no_facts_of_the_sentence_around_it() -> None:
    found = read("He said: “I never met 12 people in May.”")
    assert not found.figures
    assert not found.negations
    assert not found.dates


# --- names ---


def test_names_keep_particles_hyphens_and_diacritics_and_lose_possessives() -> None:
    found = read("It was Jürgen van der Berg-O’Sullivan’s idea.").names
    assert set(found.sure) == {"jürgen", "berg", "sullivan"}


@pytest.mark.parametrize("opening", ["Police", "Investigators", "However", "Heavy rain", "Speaking", "Inflation", "Two men", "In total"])
def test_an_ordinary_word_that_opens_a_sentence_is_no_name(opening: str) -> None:
    found = read(f"{opening} came back.").names
    assert not found.sure
    assert not found.maybe


def test_an_unknown_word_that_opens_a_sentence_may_be_a_name() -> None:
    assert set(read("Johnson came back.").names.maybe) == {"johnson"}


def test_a_country_and_its_people_are_one() -> None:
    assert set(read("the Ukrainian army").names.sure) == set(read("the army of Ukraine").names.sure)
    assert set(read("the U.S. army").names.sure) == set(read("the army of the United States").names.sure)
    assert not read("they told us").names.sure


def test_german_nouns_are_no_names_unless_they_stand_side_by_side_or_are_known() -> None:
    found = read("Der Mann sah in der Stadt die Rede von Olaf Scholz über die NATO.", "de").names
    assert set(found.sure) == {"olaf", "scholz", "=nato"}


def test_where_letters_know_no_capitals_latin_runs_are_names() -> None:
    assert set(facts("特斯拉和 iPhone 的竞争，OpenAI 表示。", Lexicon("zh")).names.sure) == {"iphone", "openai"}


def test_a_headline_in_title_case_makes_no_names_of_its_verbs() -> None:
    assert not read("Rain and Wind Close Roads Across Northern Areas").names.sure


def test_the_names_of_a_document_are_those_it_is_sure_of() -> None:
    assert names("Johnson left. The party of Johnson won in Leeds.", LEXICONS["en"]) == {"johnson", "leeds"}


# --- languages and lexicons ---


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The minister said that the talks would be held in the city."),
        ("de", "Der Minister sagte, dass die Gespräche in der Stadt stattfinden."),
        ("fr", "Le ministre a dit que les discussions auront lieu dans la ville."),
        ("es", "El ministro dijo que las conversaciones se celebran en la ciudad."),
        ("it", "Il ministro ha detto che i colloqui sono nella città e non altrove."),
        ("pt", "O ministro disse que as conversas não são na cidade e foi embora."),
        ("nl", "De minister zei dat het overleg in de stad niet door kan gaan."),
        ("ru", "Министр сказал, что переговоры пройдут в городе и не будут долгими."),
        ("zh", "部长说会谈将在城里举行。"),
        ("ja", "大臣は市内で会談が行われると述べた。"),
        ("ar", "قال الوزير إن المحادثات ستعقد في المدينة."),
        ("", "12,000"),
    ],
)
def test_the_language_of_a_text_is_told_by_its_words_or_script(code: str, text: str) -> None:
    assert language(text) == code


def test_seven_languages_have_a_lexicon_that_says_its_own_name() -> None:
    assert {code: lexicon.language for code, lexicon in LEXICONS.items()} == {
        code: code for code in ("de", "en", "es", "fr", "it", "nl", "pt")
    }


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[nonsense]", "nonsense"),
        ("[hedges.alleged]\nmust = 'allegedly'", "hedges.alleged.must"),
        ("[hedges.alleged]\nperhaps = ['allegedly']", "hedges.alleged"),
        ("[opposites]\nup = [['rose']]", "opposites.up"),
        ("[untouchable]\nbyline = ['by (']", "untouchable.byline"),
    ],
)
def test_a_lexicon_with_a_mistake_says_where(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_lexicon(text)


def test_without_a_lexicon_digits_quotations_and_capitals_are_still_read() -> None:
    found = facts("Zdravko said 12.5 of “us all”.", Lexicon())
    assert [f.value for f in found.figures] == [Fraction("12.5")]
    assert [q.words for q in found.quotations] == ["us all"]


@pytest.mark.parametrize("module", ["facts", "figures", "language", "lexicon", "lines", "originality", "quotations"])
def test_the_examples_in_the_docstrings_are_true(module: str) -> None:
    result = doctest.testmod(importlib.import_module(f"worker.text.{module}"))
    assert result.attempted
    assert not result.failed
