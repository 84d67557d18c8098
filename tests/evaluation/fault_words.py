"""The word lists of the fault generator, one set a language; kept apart from the lexicons of the checks on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Rewording = tuple[str, str]
"""A regular expression, matched without regard to case, and what replaces it (with group references)."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one language needs to have faults planted in it. Texts are as they would stand inside a sentence."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    numbers: tuple[str, ...]
    fractions: tuple[Rewording, ...]
    magnitudes: tuple[Rewording, ...]
    points: tuple[Rewording, ...]
    units: tuple[Rewording, ...]
    currencies: tuple[Rewording, ...]
    comparators: Mapping[str, str]
    """Each comparator and what turns it round; the longest ones first."""
    negations: tuple[Rewording, ...]
    negatable: tuple[Rewording, ...]
    denials: tuple[Rewording, ...]
    hedges: tuple[Rewording, ...]
    legal: tuple[Rewording, ...]
    attributions: tuple[Rewording, ...]
    sources: tuple[Rewording, ...]
    intensity: tuple[Rewording, ...]
    exchanged: tuple[str, ...]
    """Words that a careless hand puts in place of another inside a quotation."""
    added: tuple[str, ...]
    persons: tuple[str, ...]
    places: tuple[str, ...]
    nobody: str
    nowhere: str
    and_: str
    place_prepositions: tuple[str, ...]
    openers: frozenset[str]
    """Words that open a sentence with a capital and are no names."""
    common: frozenset[str]
    """Nouns with a capital that make a run of words no name."""
    quoted: str
    capital_nouns: bool
    say: str
    """Verbs of saying, an alternation."""
    pronouns: str
    speakers: tuple[str, ...]
    claims: tuple[str, ...]
    call_us: str
    write_to: str
    read_on: str


_SOURCE = (
    "spokes(?:man|woman)|official|lawyer|governor|mayor|ministry|minister|company|prosecutor|union|study|report|agency|army|council|"
    "hospital|authority|commission|bank|airline|university|city|firm|government|opposition|publisher|office|expert|resident|study"
)
_SAID = r"(?:said|stated|announced|reported|confirmed|estimates|estimated|warned|says|told the court|reports)"

ENGLISH = Words(
    months=tuple("January February March April May June July August September October November December".split()),
    weekdays=tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
    numbers=tuple("two three four five six seven eight nine ten eleven twelve".split()),
    fractions=(
        (r"\b(?:a|one)[ -]third\b", "a quarter"),
        (r"\b(?:a|one)[ -]fifth\b", "a sixth"),
        (r"\ba quarter\b", "a fifth"),
        (r"\btwo[ -]thirds\b", "three-quarters"),
        (r"\bthree[ -]fifths\b", "two-fifths"),
        (r"\bhalf of\b", "a third of"),
        (r"\b(twice|double)\b", "three times"),
    ),
    magnitudes=(
        (r"(?<=\d )million\b", "billion"),
        (r"(?<=\d )billion\b", "million"),
        (r"(?<=\d )million\b", "thousand"),
        (r"([$£€][\d.]+)m\b", r"\1bn"),
        (r"(?<=\d)bn\b", "m"),
        (r"\b(\d{1,3}),000\b", r"\1"),
        (r"\b(\d{1,3}),000\b", r"\1 million"),
        (r"\b(\d{1,2}),(\d)00\b", r"\1\2"),
    ),
    points=(
        (r"\bpercentage points?\b", "percent"),
        (r"(?<=\d) percent\b(?!age)", " percentage points"),
        (r"(?<=\d) per cent\b", " percentage points"),
        (r"(?<=\d)%", " percentage points"),
    ),
    units=(
        (r"(?<=[\d ])(?:kilometres|km)\b(?! an hour|/h)", "miles"),
        (r"(?<=\d )km/h", "mph"),
        (r"(?<=\d )mph", "km/h"),
        (r"(?<=\d )miles?\b", "kilometres"),
        (r"(?<=\d )(metres|m)\b", "feet"),
        (r"(?<=\d )(?:millimetres|mm)\b", "centimetres"),
        (r"(?<=\d )hectares\b", "acres"),
        (r"(?<=\d )acres\b", "hectares"),
        (r"(?<=\d )tonnes\b", "kilograms"),
        (r"(?<=\d )inches\b", "feet"),
        (r"(?<=\d )(?:degrees Celsius|°C)", "degrees Fahrenheit"),
        (r"(?<=\d) minutes?\b", " hours"),
        (r"(?<=\d) hours?\b", " minutes"),
        (r"(?<=\d) (days)\b", " weeks"),
        (r"(?<=\d) weeks\b", " months"),
        (r"(?<=\d) months\b", " years"),
        (r"(?<=\d) years\b(?! old)", " months"),
        (r"\b(two|three|four|five|six|seven|eight|nine) hours\b", r"\1 minutes"),
        (r"\b(two|three|four|five|six|seven|eight|nine) days\b", r"\1 weeks"),
        (r"\b(two|three|four|five|six|seven|eight|nine) weeks\b", r"\1 months"),
        (r"\b(two|three|four|five|six|seven|eight|nine) months\b", r"\1 years"),
        (r"\b(two|three|four|five|six|seven|eight|nine) years\b", r"\1 months"),
        (r"\b(two|three|four|five|six|seven|eight|nine) metres\b", r"\1 feet"),
        (r"\b(two|three|four|five|six|seven|eight|nine) miles\b", r"\1 kilometres"),
    ),
    currencies=(
        (r"(?<![A-Z])\$(?=\d)", "€"),
        (r"£(?=\d)", "$"),
        (r"€(?=\d)", "£"),
        (r"¥(?=\d)", "$"),
        (r"US\$(?=\d)", "€"),
        (r"HK\$(?=\d)", "$"),
        (r"\beuros?\b", "dollars"),
        (r"\bdollars?\b", "euros"),
        (r"\bkron(?:er|or)\b", "euros"),
        (r"\bfrancs\b", "pounds"),
        (r"\bpesos\b", "dollars"),
        (r"\bcents\b(?= (?:a|per) share)", "pence"),
    ),
    comparators={
        "no fewer than": "no more than",
        "no more than": "at least",
        "not more than": "at least",
        "no higher than": "at least",
        "at least": "at most",
        "at most": "at least",
        "more than": "less than",
        "fewer than": "more than",
        "less than": "more than",
        "as many as": "at least",
        "as much as": "at least",
        "up to": "at least",
        "close to": "exactly",
        "approximately": "exactly",
        "roughly": "exactly",
        "around": "exactly",
        "about": "exactly",
        "nearly": "more than",
        "almost": "more than",
        "barely": "more than",
        "hardly": "more than",
        "over": "under",
        "under": "over",
        "below": "above",
        "above": "below",
        "only": "as many as",
        "just": "as many as",
        "some": "exactly",
    },
    negations=(
        (r"\bdid not ", "did "),
        (r"\b(is|are|was|were|has|have|had|will|would|could|can|do|does|may|should|must) not ", r"\1 "),
        (r"\bcannot\b", "can"),
        (r"\b(did|does|is|was|were|would|could|has|have)n[’']t\b", r"\1"),
        (r"\bnot (?!only\b|more than\b|least\b)", ""),
        (r"\bno (?=(?:one|body)\b)", "some"),
        (r"\bnobody\b", "everybody"),
        (r"\bnone of\b", "all of"),
        (r"\bnone\b", "all"),
        (r"\bnever\b", "often"),
        (r"\bneither of\b", "each of"),
        (r"\bwithout\b", "with"),
        (r"\bno (?!fewer|later|less|more|longer|higher|doubt|such|one)(?=[a-z])", "some "),
        (r"\bno longer\b", "still"),
        (r"\bunharmed\b", "harmed"),
        (r"\bunarmed\b", "armed"),
        (r"\bfailed to\b", "managed to"),
    ),
    negatable=(
        (r"\b(is|are|was|were|will|would|could|can|must|should) (?!not\b|no\b|never\b|n't|none|neither)(?=[a-z])", r"\1 not "),
        (r"\b(has|have|had) (?=(?:been|left|died|said|started|risen|fallen|won|called|made|given|taken|asked)\b)", r"\1 not "),
    ),
    denials=(
        (r"\bdenie[sd] (?=(?:that|the|this|a|having|any)\b)", "confirmed "),
        (r"\bdenies\b", "admits"),
        (r"\bdenied\b", "admitted"),
        (r"\brejects?\b", "accepts"),
        (r"\brejected\b", "accepted"),
        (r"\bdisputes\b", "confirms"),
        (r"\b(?:declined|refused) to\b", "agreed to"),
        (r"\bruled out\b", "announced"),
        (r"\bnot guilty\b", "guilty"),
        (r"\b(?:acquitted|cleared) of\b", "convicted of"),
        (r"\bmaintains that he is innocent\b", "admits that he is guilty"),
    ),
    hedges=(
        (r"\b(?:allegedly|reportedly|apparently|probably|possibly|provisionally) ", ""),
        (r"\b(?:is|was) (?:believed|thought|alleged|said|reported) to have ", "has "),
        (r"\bare (?:believed|thought|alleged|said|reported) to have ", "have "),
        (r"\bis (?:believed|thought|alleged|said) to be\b", "is"),
        (r"\bare (?:believed|thought|alleged|said) to be\b", "are"),
        (r"\b(?:is|are) (?:believed|thought) to (?!be\b|have\b)(?=[a-z])", "do "),
        (r"\b(?:(?-i:may)|might|could) have\b", "have"),
        (r"\b(?:might|could) be\b", "will be"),
        (r"\b(?:might|could) (?!have|be|not|also)(?=[a-z]+)", "will "),
        (r"\b(?:is|are) expected to\b", "will"),
        (r"\b(?:was|were|had been) widely expected to\b", "was certain to"),
        (r"\bsuggests?\b", "proves"),
        (r"\bappears? to\b", "does"),
        (r"\ban estimated ", ""),
        (r"\bhad alleged\b", "had proved"),
        (r"\b(?:opposition|sceptics) alleges?\b", "opposition has proved"),
        (r"\bis expected\b", "is certain"),
        (r"\bare expected\b", "are certain"),
    ),
    legal=(
        (r"\b(?:is |are )?suspected of\b", "convicted of"),
        (r"\bon suspicion of\b", "for"),
        (r"\baccused of\b", "found guilty of"),
        (r"\bfaces? accusations of\b", "was convicted of"),
        (r"\bcharged with\b", "convicted of"),
        (r"\bfaces (\d+) counts of\b", r"was convicted on \1 counts of"),
        (r"\bto charges of\b", "to proven charges of"),
        (r"\bthe suspect\b", "the culprit"),
        (r"\bis alleged to have\b", "has been proved to have"),
        (r"\balleged (?!to\b)(?=[a-z])", "convicted "),
        (r"\bis alleged to (?!have\b)", "has been proved to "),
        (r"\bdefendant\b", "culprit"),
        (r"\b(?:being investigated|under investigation)\b", "charged"),
        (r"\b(?:was|were|is being) questioned\b", "was charged"),
        (r"\b(arrested|detained)\b", "convicted"),
        (r"\b(?:acquitted|cleared) of\b", "convicted of"),
        (r"\bthe (?:allegations?|accusations?)\b", "the proven facts"),
        (r"\bclaimed that\b", "proved that"),
        (r"\bopened an inquiry\b|\blaunched an inquiry\b", "found him guilty"),
    ),
    attributions=(
        (rf"(?<![”\"’]), (?:the |a )?[\w' -]{{3,50}} {_SAID}(?=\.)", ""),
        (r"(?:^|(?<=[.!?] )|(?<=[.!?]” ))according to [^,.;“”\"]{3,60}, ", ""),
        (r", according to [^,.;“”\"]{3,60}(?=\.)", ""),
        (r"(?<!,) according to [^,.;“”\"]{3,60}(?=\.)", ""),
        (rf"(?:^|(?<=[.!?] )|(?<=[.!?]” ))(?:(?!and |has |had )[\w'’-]+ ){{1,6}}{_SAID} that ", ""),
        (rf"\b(?:he|she|they|it) {_SAID} that ", ""),
        (rf"(?<![”\"’]), (?:he|she|they|it) {_SAID}(?=[.,])", ""),
    ),
    sources=(
        (rf"\b(?:a|the|his|her|its|their) ({_SOURCE}) (?=said|stated|confirmed|told|says|announced|insisted|warned)", "several sources "),
        (rf"\baccording to (?:a|the|his|her|its|their) (?:[a-z]+[- ])?(?:{_SOURCE})\b(?!['’])", "according to several sources"),
        (rf", (?:a|the|his|her|its|their) (?:[a-z]+[- ])?(?:{_SOURCE}) said\b", ", several sources said"),
        (r"\ba study\b", "several studies"),
        (r"\bthe study\b(?!['’])", "the studies"),
        (r"\bthe report\b(?!['’])", "several reports"),
        (r"\b(?:a|the|his|her) (?:spokesman|spokeswoman)\b", "several spokespeople"),
        (r"\b(?:the|its|his|her) (?:lawyer|office|ministry)\b (?=said)", "several sources "),
    ),
    intensity=(
        (r"\bsaid\b(?! to\b)", "angrily said"),
        (r"\b(a|the) (?=(?:report|plan|bill|crash|fire|attack|verdict|strike|result|decision|law|vote)\b)", r"\1 shocking "),
        (r"\b(rose|fell|dropped|increased|shrank|climbed)\b", r"\1 dramatically"),
        (r"\bbut\b", "but, disgracefully,"),
        (r"(?<=[a-z]{3})\.$", "!"),
        (r"(?<=[a-z]{3}\. )The (?=[a-z])", "Incredibly, the "),
        (r"(?<=[a-z]{3}\. )It (?=[a-z])", "Incredibly, it "),
    ),
    exchanged=tuple("always every should people money last maybe bad great against before still house world under first said".split()),
    added=("really", "very", "now", "certainly", "always", "just"),
    persons=("Gordon Ashby", "Miriam Castell", "Viktor Landau", "Rosa Petrakova", "Dennis Oyelaran"),
    places=("Northwick", "Casterbridge", "Ulmfeld", "Sankt Leon", "Marravale"),
    nobody="one of those involved",
    nowhere="the area",
    and_="and",
    place_prepositions=("in", "near", "at", "from", "outside", "towards"),
    openers=frozenset(
        "A About According After All Although Among An And Approximately Around As At Average Before Between Born "
        "Both But By Despite During Each Every Even Except Expect Five Following For Four From Given Growth He Her "
        "His However If In Independent It Its Known Last Made Many More Most Nearly Neither Nevertheless No Nobody "
        "None Not Now Of On Only Once One Or Over Seven She Signed Since Six So Some Speaking Still Ten Than That The "
        "Their Then There These They This Those Three Through To Today Two Under Until Up We What When Where Whether "
        "While Who Why With Without Near Outside Towards Off Beneath Because Contrary Testimony You Your I Is Our Mr "
        "Ms Mrs Dr Dame Sir Lifting Winning Police Detectives".split()
    ),
    common=frozenset(),
    quoted="“{}”",
    capital_nouns=False,
    say="said|says|stated|told|wrote|added|recalled|conceded|joked|insisted|explained|cautioned|called|described|replied|laughed|writes",
    pronouns="he|she|they",
    speakers=("a rival", "an onlooker", "a former colleague", "one of the critics"),
    claims=(
        "Witnesses described scenes of panic.",
        "Similar cases have been reported in neighbouring regions.",
        "Critics have long warned of such a development.",
        "The news caused anger on social media.",
        "An internal review had recommended exactly this.",
        "It is the largest case of its kind in the country.",
        "The families have asked for privacy.",
        "Insurance will cover most of the cost.",
        "The decision is likely to be challenged by the unions.",
        "Security at the site has been tightened.",
        "Observers see the move as a sign of weakness.",
        "The costs will be borne by taxpayers.",
        "Neighbours had complained about noise for weeks.",
        "A documentary about the events is in preparation.",
    ),
    call_us="Call {phone} for more.",
    write_to="Write to {mail}.",
    read_on="Read more at {link}.",
)

_SAGTE = r"(?:sagte|sagt|erklärte|teilte|berichtete|meldete|nannte|räumte|gab|hieß)"

GERMAN = Words(
    months=tuple("Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()),
    weekdays=tuple("Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split()),
    numbers=tuple("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf".split()),
    fractions=((r"\bdie Hälfte\b", "ein Drittel"), (r"\bzweimal\b", "dreimal"), (r"\bein Drittel\b", "ein Viertel")),
    magnitudes=(
        (r"(?<=\d )Millionen\b", "Milliarden"),
        (r"(?<=\d )Milliarden\b", "Millionen"),
        (r"(?<=\d )Mio\.", "Mrd."),
        (r"(?<=\d )Mrd\.", "Mio."),
        (r"\b(\d{1,3})\.000\b", r"\1"),
        (r"\b(\d)\.?(\d)00\b(?= )", r"\1\2"),
    ),
    points=(
        (r"(?<=\d )Prozentpunkte", "Prozent"),
        (r"(?<=\d )Prozent\b", "Prozentpunkte"),
        (r"(?<=\d )%", "Prozentpunkte"),
    ),
    units=(
        (r"(?<=\d )(?:Kilometer|km)\b", "Meilen"),
        (r"(?<=\d )Stunden\b", "Minuten"),
        (r"(?<=\d )Grad\b", "Grad Fahrenheit"),
        (r"\b(zwei|drei|acht) Jahre\b", r"\1 Monate"),
        (r"\b(drei) Wochen\b", r"\1 Monaten"),
        (r"\b(zehn|sechs) Minuten\b", r"\1 Stunden"),
    ),
    currencies=((r"\bEuro\b", "Dollar"), (r"€", "$")),
    comparators={
        "mindestens": "höchstens",
        "höchstens": "mindestens",
        "mehr als": "weniger als",
        "weniger als": "mehr als",
        "bis zu": "mindestens",
        "etwa": "genau",
        "rund": "genau",
        "fast": "mehr als",
        "beinahe": "mehr als",
        "knapp": "mehr als",
    },
    negations=(
        (r"\bnicht ", ""),
        (r"\bnicht(?=[.,])", "doch"),
        (r"\bkein(e[nrms]?)?\b", r"ein\1"),
        (r"\bniemand\b", "jemand"),
        (r"\bnie\b", "oft"),
    ),
    negatable=(
        (r"\b(ge[a-zäöü]+(?:t|en)|ver[a-zäöü]+t|[a-zäöü]+iert)(?= (?:worden|wurde|wurden|hat|haben|werden|hatte)\b|[.,])", r"nicht \1"),
        (r"\beine? (?=[A-ZÄÖÜ])", "keine "),
    ),
    denials=((r"\bbestreitet\b", "gesteht"), (r"\bbestritten\b", "gestanden"), (r"\bnicht ausgeschlossen\b", "ausgeschlossen")),
    hedges=(
        (r"\b(?:mutmaßlich|angeblich|vermutlich|voraussichtlich|offenbar) ", ""),
        (r"\bkönnte\b", "wird"),
        (r"\bsoll\b", "wird"),
        (r"\bwird etwas milderes Wetter erwartet\b", "kommt etwas milderes Wetter"),
    ),
    legal=(
        (r"\bder(?: \d+ Jahre alte)? Angeklagte\b", "der Täter"),
        (r"\bihr wird vorgeworfen\b", "es ist erwiesen"),
        (r"\bdas Urteil ist noch nicht rechtskräftig\b", "das Urteil ist rechtskräftig"),
        (r"\brechtskräftig ist das Urteil noch nicht\b", "rechtskräftig ist das Urteil bereits"),
        (r"\bihm wird von der Staatsanwaltschaft\b", "ihm wurde vom Gericht"),
        (r"\bzur Last gelegt\b", "nachgewiesen"),
    ),
    attributions=(
        (r"\bnach (?:Angaben|Mitteilung|Schätzung) (?:des|der|ihres) \w+ ", ""),
        (r", wie [^,.„“]{3,50} (?:mitteilte|bestätigte)(?=\.)", ""),
        (r"\blaut (?:dem|der) \w+ ", ""),
        (r", teilte [^,.„“]{3,60} mit(?=\.)", ""),
    ),
    sources=(
        (r"\blaut dem \w+\b", "laut mehreren Quellen"),
        (r"\bnach Angaben (?:des|der|ihres) \w+\b", "nach Angaben mehrerer Quellen"),
        (r"\beine (?=[^.]*\bStudie\b)", "mehrere "),
        (r"\bnach Mitteilung des \w+\b", "nach Mitteilung mehrerer Stellen"),
        (r"\bnach Schätzung der Polizei\b", "nach Schätzung mehrerer Fachleute"),
    ),
    intensity=(
        (r"\b(?=am (?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag)\b)", "ausgerechnet "),
        (r"\bsagte\b", "sagte empört"),
        (r"(?<=[a-zäöü]{3})\.$", "!"),
    ),
    exchanged=tuple("immer jeder sollte Leute Geld später vielleicht schlecht gegen vorher noch Haus Welt unter erste".split()),
    added=("wirklich", "sehr", "jetzt", "sicher", "immer"),
    persons=("Gernot Aschbach", "Miriam Kastell", "Viktor Landauer", "Rosa Petrakowa"),
    places=("Nordwiek", "Ulmfeld", "Marrental", "Kastenbrück"),
    nobody="eine beteiligte Person",
    nowhere="der Gegend",
    and_="und",
    place_prepositions=("in", "aus", "bei", "nach"),
    openers=frozenset(
        "Am An Auf Aus Bei Das Dem Den Der Des Die Ein Eine Er Es Ihr Ihm Im In Laut Mit Nach Noch Sie Trotz Um Vor "
        "Von Vom Wegen Wie Zum Zur Zwei Zwischen Zuletzt Damit Warum Mindestens Höhere Bis Während Rechtskräftig Seit "
        "Kinder Gewählt Entgegen Wir Ich".split()
    ),
    common=frozenset("Euro Milliarden Millionen Prozent Staatsanwaltschaft Steuern Jahre Jahren Grad".split()),
    quoted="„{}“",
    capital_nouns=True,
    say="sagte|sagt|erklärte|teilte|nannte|nannten|räumte|gab|hieß|bestritten",
    pronouns="er|sie",
    speakers=("ein Rivale", "eine Zuschauerin", "ein früherer Kollege"),
    claims=(
        "Augenzeugen berichteten von Panik.",
        "Ähnliche Fälle wurden aus Nachbarregionen gemeldet.",
        "Kritiker hatten seit langem davor gewarnt.",
        "Die Kosten tragen die Steuerzahler.",
        "Im Netz löste die Nachricht Empörung aus.",
        "Die Sicherheitsvorkehrungen wurden verschärft.",
    ),
    call_us="Rufen Sie {phone} an.",
    write_to="Schreiben Sie an {mail}.",
    read_on="Mehr unter {link}.",
)

FRENCH = Words(
    months=tuple("janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()),
    weekdays=tuple("lundi mardi mercredi jeudi vendredi samedi dimanche".split()),
    numbers=tuple("deux trois quatre cinq six sept huit neuf dix onze douze".split()),
    fractions=((r"\bd'un quart\b", "d'un tiers"), (r"\bla moitié\b", "le tiers")),
    magnitudes=(
        (r"(?<=\d )millions?\b", "milliards"),
        (r"(?<=\d )milliards?\b", "millions"),
        (r"\b(\d{1,3}) 000\b", r"\1"),
    ),
    points=((r"(?<=\d )%", "points"), (r"\bquart de point\b", "quart de pour cent")),
    units=(
        (r"(?<=\d )(?:kilomètres|km)\b", "milles"),
        (r"(?<=\d )heures\b", "minutes"),
        (r"(?<=\d )jours\b", "semaines"),
        (r"(?<=\d )ans\b", "mois"),
        (r"\b(deux|trois) ans\b", r"\1 mois"),
        (r"\btrois semaines\b", "trois mois"),
        (r"\bdix dernières minutes\b", "dix dernières heures"),
        (r"\bonze heures\b", "onze minutes"),
    ),
    currencies=((r"\beuros?\b", "dollars"), (r"€", "$")),
    comparators={
        "au moins": "au plus",
        "plus de": "moins de",
        "moins de": "plus de",
        "jusqu'à": "au moins",
        "environ": "exactement",
        "quelque": "exactement",
        "près de": "plus de",
        "presque": "plus de",
    },
    negations=(
        (r"\bn['’](a|ont|est|était|avait|exclut|y) pas\b", r"\1"),
        (r"\bne ([a-zéèêà]+) pas\b", r"\1"),
        (r"\bn['’](ont|est|a) toujours pas\b", r"\1 déjà"),
        (r"\baucune? des\b", "chacun des"),
        (r"\bne seront? prise\b", "sera prise"),
        (r"\brien ne serait décidé\b", "tout serait décidé"),
        (r"\bne touche pas\b", "touche"),
    ),
    negatable=(
        (
            r"(?<![-’'])\b(a|ont|est|était|avait|avaient) (?!pas\b|toujours\b|jamais\b|rien\b|été\b)(?=[a-zé]+(?:ée?s?|is?|us?|ts?)\b)",
            r"n'\1 pas ",
        ),
        (r"(?<!ne )\b(sont|sera|seront|va|vont|fermera|ouvrira|pourrait)\b (?!pas\b)", r"ne \1 pas "),
        (r"(?<!n')\b(a|ont) été\b", r"n'\1 pas été"),
    ),
    denials=((r"\b(?:nie|dément)\b", "avoue"),),
    hedges=(
        (r"\bprésumé ", ""),
        (r"\baurait (?=[a-zé]+)", "a "),
        (r"\bauraient (?=[a-zé]+)", "ont "),
        (r"\bpourrait être\b", "est"),
        (r"\bpourrait avoir\b", "a"),
        (r"\bserait alors\b", "est donc"),
        (r"\bdonnerait\b", "donne"),
        (r"\baurait vus\b", "a vus"),
    ),
    legal=(
        (r"\bsoupçonné d['’]avoir\b", "reconnu coupable d'avoir"),
        (r"\bmis en examen\b", "condamné"),
        (r"\bprésumé innocent\b", "coupable"),
        (r"\bprésumé de\b", "avéré de"),
        (r"\best accusé de\b", "est reconnu coupable de"),
        (r"\binterpellé(es)?\b", r"condamné\1"),
    ),
    attributions=(
        (r"\b(?:selon|d'après) [^,.;«»]{3,50}, ", ""),
        (r", (?:selon|d'après) [^,.;«»]{3,50}(?=[,.])", ""),
        (r", (?:assure|affirme|affirment|rapporte|craignent|a indiqué) [^,.;«»]{3,80}(?=[.,])", ""),
    ),
    sources=(
        (r"\b(?:selon|d'après) (?:le|la|l') ?[a-zéè]+\b", "selon plusieurs sources"),
        (r"\bassure le syndicat\b", "assurent plusieurs syndicats"),
    ),
    intensity=(
        (r"\ba déclaré\b", "a déclaré, furieux,"),
        (r"\b(?=(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b)", "hélas "),
        (r"(?<=[a-zé]{3})\.$", " !"),
        (r"(?<=[a-zé]{3}\. )(?=[A-Z])", "Scandale : "),
    ),
    exchanged=tuple("toujours chaque devrait gens argent dernier peut-être mauvais contre avant encore maison monde".split()),
    added=("vraiment", "très", "maintenant", "certainement"),
    persons=("Gaston Asselin", "Myriam Castel", "Victor Landeau", "Rose Pétrova"),
    places=("Norvic", "Oulmes", "Marraval", "Castérac"),
    nobody="une personne concernée",
    nowhere="la région",
    and_="et",
    place_prepositions=("à", "de"),
    openers=frozenset(
        "À Au Aux Avec Après Avant Aucun C'est Ce Dans De Depuis Des Durant D'après Elle Elles Environ Grâce Il Ils "
        "Jamais L'opposition L'entreprise L'inflation L'école La Le Les Leur Longue Mené Nous Par Pas Pour Plus "
        "Quelque Quatre Selon Ses Son Soupçonné Sur Un Une Voilà Mercredi Mardi Lundi Auteure Deux Douze Ayant".split()
    ),
    common=frozenset(),
    quoted="« {} »",
    capital_nouns=False,
    say="dit|déclaré|déclare|affirmé|affirme|jugé|indiqué|souligné|reconnu|admis|valoir|estime",
    pronouns="il|elle",
    speakers=("un rival", "un témoin", "un ancien collègue"),
    claims=(
        "Des témoins ont décrit des scènes de panique.",
        "Des cas semblables ont été signalés dans les régions voisines.",
        "Les critiques mettaient en garde depuis longtemps.",
        "Le coût sera supporté par les contribuables.",
        "La nouvelle a suscité la colère sur les réseaux sociaux.",
        "La sécurité du site a été renforcée.",
    ),
    call_us="Appelez le {phone}.",
    write_to="Écrivez à {mail}.",
    read_on="À lire sur {link}.",
)

SPANISH = Words(
    months=tuple("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()),
    weekdays=tuple("lunes martes miércoles jueves viernes sábado domingo".split()),
    numbers=tuple("dos tres cuatro cinco seis siete ocho nueve diez once doce".split()),
    fractions=((r"\bla mitad\b", "un tercio"), (r"\bun tercio\b", "un cuarto")),
    magnitudes=(
        (r"(?<=\d )millones\b", "mil millones"),
        (r"\b(\d{1,3})\.000\b", r"\1"),
        (r"\b(\d)\.(\d)00\b", r"\1\2"),
    ),
    points=((r"(?<=\d )%", "puntos"), (r"(?<=\d )por ciento\b", "puntos")),
    units=(
        (r"(?<=\d )(?:kilómetros|km)\b", "millas"),
        (r"(?<=\d )(?:centímetros|cm)\b", "metros"),
        (r"\b(seis|\d+) semanas\b", r"\1 meses"),
        (r"\b(siete|\d+) años\b", r"\1 meses"),
        (r"\b(cinco|\d+) horas\b", r"\1 minutos"),
    ),
    currencies=((r"\beuros?\b", "dólares"), (r"€", "$")),
    comparators={
        "al menos": "como mucho",
        "no menos de": "no más de",
        "más de": "menos de",
        "menos de": "más de",
        "hasta": "al menos",
        "unos": "exactamente",
        "cerca de": "exactamente",
        "alrededor de": "exactamente",
        "aproximadamente": "exactamente",
        "casi": "más de",
    },
    negations=(
        (r"\bno (?=(?:se|le|lo|la|ha|han|hay|hubo|es|son|está|están|existe|consta|tiene|quiso|reabrirá|fueron|pudo)\b)", ""),
        (r"\bnadie\b", "alguien"),
        (r"\bni (\w+(?: de \w+)?) ni (\w+)", r"\1 y \2"),
        (r"\bnunca\b", "a menudo"),
        (r"\bsin (?=[a-z])", "con "),
        (r"\bcarecían de\b", "tenían"),
        (r"\bse carece de\b", "hay"),
        (r"\bfue imposible\b", "fue posible"),
    ),
    negatable=(
        (r"(?<!no )(?<!se )\b(fue|fueron|está|están|ha|han|sigue|siguen|causó|registró)\b (?!no\b)(?=[a-z])", r"no \1 "),
        (r"(?<!no )\b(se estiman|se pierda|se cree|se decidirá)\b", r"no \1"),
    ),
    denials=(
        (r"\b(?:niega|rechaza)\b", "admite"),
        (r"\bse negó a\b", "accedió a"),
        (r"\brehusó\b", "aceptó"),
        (r"\bdescarta\b", "anuncia"),
        (r"\babsolvió\b", "condenó"),
    ),
    hedges=(
        (r"\bpresuntamente ", ""),
        (r"\bpodrían haber visto\b", "han visto"),
        (r"\bes posible que\b", "es seguro que"),
        (r"\bsigue siendo posible\b", "es segura"),
        (r"\bse (?:cree|piensa) que\b", "se sabe que"),
        (r"\bsegún creen\b", "como han demostrado"),
    ),
    legal=(
        (r"\bfue arrestado\b", "fue condenado"),
        (r"\bel detenido\b", "el culpable"),
        (r"\bpresuntamente prendió\b", "fue condenado por prender"),
        (r"\babsolvió\b", "condenó"),
        (r"\bla acusación\b", "la condena"),
        (r"\bsolicitaba\b", "obtuvo"),
    ),
    attributions=(
        (r"(?:^|(?<=[.!?] ))según [^,.;«»]{3,50}, (?:[A-Z][^,.;«»]{3,40}, )?", ""),
        (r", según [^,.;«»]{3,60}(?=[,.])", ""),
        (r", (?:señaló|informó|aseguró|replicó) [^,.;«»]{3,60}(?=[.,])", ""),
    ),
    sources=(
        (r"\bsegún (?:el|la) \w+\b", "según varias fuentes"),
        (r"\breplicó el ejército vecino\b", "replicaron varias fuentes"),
    ),
    intensity=(
        (r"\b(afirmó|dijo|declaró|admitió|reconoció)\b", r"\1 indignado"),
        (r"(?<=[a-zé]{3})\.$", "!"),
    ),
    exchanged=tuple("siempre cada debería gente dinero último quizá malo contra antes todavía casa mundo".split()),
    added=("realmente", "muy", "ahora", "seguramente"),
    persons=("Gastón Ferreira", "Miriam Castells", "Víctor Landa", "Rosa Petrova"),
    places=("Villanorte", "Olmeda", "Marravalle", "Castromar"),
    nobody="una persona afectada",
    nowhere="la zona",
    and_="y",
    place_prepositions=("en", "de"),
    openers=frozenset(
        "A Al Ante Así Con De Del Derrota Dos El En Es Este Fue Habrá Hasta La Las Los Nada Ni No Para Por Rechaza "
        "Restos Se Según Sin Sobre Son Su Sus Un Una Unos Está".split()
    ),
    common=frozenset(),
    quoted="«{}»",
    capital_nouns=False,
    say="dijo|declaró|afirmó|manifestó|admitió|reconoció|avisó|subrayó|insistió|señaló",
    pronouns="él|ella",
    speakers=("un rival", "una testigo", "un antiguo colega"),
    claims=(
        "Varios testigos describieron escenas de pánico.",
        "Se han registrado casos similares en regiones vecinas.",
        "Los críticos llevaban tiempo advirtiéndolo.",
        "El coste correrá a cargo de los contribuyentes.",
        "La noticia causó indignación en las redes sociales.",
    ),
    call_us="Llame al {phone}.",
    write_to="Escriba a {mail}.",
    read_on="Más información en {link}.",
)

WORDS: Mapping[str, Words] = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}
