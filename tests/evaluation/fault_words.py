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
    limits: tuple[Rewording, ...]
    """Comparators that stand behind their figure, and nothing."""
    resolved: tuple[Rewording, ...]
    """Dates that are relative to the day of print; {month} stands for any month."""
    dated: str
    negations: tuple[Rewording, ...]
    negatable: tuple[Rewording, ...]
    negators: str
    """What makes a clause say no, or ask, an alternation."""
    negative_words: tuple[Rewording, ...]
    denials: tuple[Rewording, ...]
    hedges: tuple[Rewording, ...]
    legal: tuple[Rewording, ...]
    verdicts: tuple[Rewording, ...]
    asserted: tuple[Rewording, ...]
    """Who is only accused, and the deed told as a fact."""
    directions: tuple[Rewording, ...]
    parts: tuple[Rewording, ...]
    orders: tuple[Rewording, ...]
    causes: tuple[Rewording, ...]
    plans: tuple[Rewording, ...]
    genders: tuple[Rewording, ...]
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
    according: str
    """What a speaker stands behind when no verb says that he speaks, an alternation."""
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
_SAID = r"(?:said|stated|announced|reported|confirmed|estimates|estimated|warned|says|told the court|reports|alleges?|claims?)"
_RANK = "".join(rf"(?<!\b{rank})" for rank in "Col Adm Lt Capt Gen Sgt Gov Rep Sen Dr Mr Ms St Prof".split())
_ROLE = r"(?:(?:the|an?|her|his|its|their|who|whose) (?![^,]*\b(?:is|are|was|were|may|might|could|will|has|have|had)\b)[^,.;“”\"]{2,40}, )?"
_NAMED = r"[^,.;“”\"]{0,50}(?-i:\b[A-Z][\w'’-]+)"
_UNNAMED = r"[^,.;“”\"]{2,50}(?-i:\b[a-z][\w'’-]+)"
_GOES_ON = r"(?!(?:the|an?|her|his|its|who|which|whose|(?-i:[A-Z]\w+))\b)"  # not with who that is
_NO_VERB = r"(?![^,.;]*\b(?:is|are|was|were|has|have|had|will|would|could|can|which)\b)"
_IRREGULAR = {
    "stealing": "stole", "setting": "set", "taking": "took", "driving": "drove", "giving": "gave", "lying": "lied", "selling": "sold",
    "paying": "paid", "leading": "led", "running": "ran", "breaking": "broke", "hitting": "hit", "shooting": "shot", "making": "made",
    "buying": "bought", "misleading": "misled", "leaving": "left", "keeping": "kept", "hiding": "hid", "spending": "spent",
    "telling": "told", "withholding": "withheld", "writing": "wrote", "sending": "sent", "putting": "put", "doing": "did",
}  # fmt: skip
_NEW = r"(?:^|(?<=[.!?] )|(?<=[.!?]” ))"
_NO_SUBJECT = r"(?:and|but|not|which|who|has|had|is|was|are|were)"
_BY = r"(?= (?:by|to|from|in|about|nearly|almost|some|roughly|around|over|more|less|slightly|sharply|[$£€]?\d))"
_ABLE = r"(?:recovered|saved|reached|identified|verified|found|confirmed|heard|seen)\b"  # where "could" is no hedge
_ACCUSED = r"\b(?:is|are|was|were|stands?|stood|had been|has been|have been) (?:accused|suspected) of "

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
    limits=((r"(?<=[a-z\d]) or (?:more|longer|higher|above|less|fewer)\b", ""), (r"(?<=\d) at (?:most|least)\b", "")),
    resolved=(
        (r"\b(?:last|next) month\b", "in {month}"),
        (r"\blast week\b", "in the first week of {month}"),
        (r"\bnext week\b", "from 3 {month}"),
        (r"\b(?:yesterday|today|tomorrow)\b", "on 4 {month}"),
    ),
    dated="{weekday}, {day} {month}",
    negations=(
        (r"\b(has|have|had) not yet ", r"\1 already "),
        (r"\b(has|have) yet to be\b", r"\1 been"),
        (r"\bdid not ", "did "),
        (r"\b(is|are|was|were|has|have|had|will|would|could|can|do|does|may|should|must) not (?!yet\b)", r"\1 "),
        (r"\bcannot\b", "can"),
        (r"\b(did|does|is|was|were|would|could|has|have)n[’']t\b", r"\1"),
        (r"\bnot (?!only\b|more than\b|least\b|yet\b)", ""),
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
    negators=(
        r"no|not|nobody|none|nothing|neither|nor|never|cannot|without|unless|whether|if|\w+n['’]t|lacks?|lacked|far from|"
        r"(?-i:Who|What|When|Where|How|Why|Did|Was|Will)"
    ),
    negative_words=(
        (r"\b(is|are|was|were|be|been|being) unable to\b", r"\1 able to"),
        (r"\bunlikely\b", "likely"),
        (r"\b(?:remains?|is|was) (?:unclear|unknown)\b", "is known"),
        (r"\b(?:for want of|for lack of|because they lacked) ", "because of "),
        (r"\blacks? (?=[a-z])", "has "),
        (r"\blacked\b", "had"),
        (r"\bunwilling\b", "willing"),
        (r"\bfail(?:s|ed) to\b", "managed to"),
        (r"\bunhurt\b", "hurt"),
        (r"\bunharmed\b", "harmed"),
        (r"\bunsafe\b", "safe"),
        (r"\bunlawful", "lawful"),
        (r"\bundecided\b", "decided"),
        (r"\bunchanged\b", "changed"),
        (r"\bunvaccinated\b", "vaccinated"),
        (r"\bclosed to\b", "open to"),
        (r"\bwithheld\b", "released"),
        (r"\bturned down\b", "accepted"),
        (r"\b(?:remains?|is|are) (?:possible|a possibility)\b", "is out of the question"),
        (r"\bleft open (?:the possibility of|if|whether)\b", "ruled out"),
        (r"\bwrongly\b|\bmistakenly\b", "rightly"),
        (r"\bwithout (?!doubt\b)", "with "),
        (r"\bmissed\b", "attended"),
        (r"\b(quashed|annulled)\b", "upheld"),
    ),
    denials=(
        (r"\bdenie[sd] (?=(?:that|the|this|a|having|any)\b)", "confirmed "),
        (r"\bdenies\b", "admits"),
        (r"\bdenied\b(?! (?:approval|access|entry|permission)\b)", "admitted"),
        (r"\b(?:disputed|contested|contradicted)\b", "confirmed"),
        (r"\bdismissed (?=(?:the|this|that|claims?|reports?|criticism|allegations?|suggestions?)\b)", "confirmed "),
        (r"\brejects?\b", "accepts"),
        (r"\brejected\b", "accepted"),
        (r"\bdisputes\b", "confirms"),
        (r"\b(?:declined|refused) to\b", "agreed to"),
        (r"\bruled out\b", "announced"),
        (r"\bnot guilty\b", "guilty"),
        (r"\b(?:acquitted|cleared) of\b", "convicted of"),
        (r"\bacquitted (?!of\b)", "convicted "),
        (r"\b(?:cleared|exonerated|acquitted) by\b", "found guilty by"),
        (r"\bmaintains that he is innocent\b", "admits that he is guilty"),
    ),
    hedges=(
        (r"\b(?:allegedly|reportedly|apparently|probably|possibly|provisionally|perhaps|presumably|supposedly|seemingly) ", ""),
        (r"\b(is|are) likely to\b", "will"),
        (r"\b(?:is|are) understood to be\b", "is"),
        (r"\b(?:is|are) (?:said|reckoned|understood|estimated) to have ", "has "),
        (r"\bit (?:seems|appears) that\b", "it is certain that"),
        (r", it (?:appears|seems),", ""),
        (r"\bit (?:is|remains) possible that\b", "it is certain that"),
        (r"\b(investigators|police|detectives|experts|scientists|researchers|officials) (?:believe|think|suspect)\b", r"\1 know"),
        (r"\b(?:by )?by all appearances,? ", ""),
        (r"\b(?:is|are) (?:believed|thought) by (\w+) to\b", r"is known by \1 to"),
        (r"(?<=, )claims (?=(?:that|to)\b)", "proves "),
        (r"\b(?:is|was) (?:believed|thought|alleged|said|reported) to have ", "has "),
        (r"\bare (?:believed|thought|alleged|said|reported) to have ", "have "),
        (r"\bis (?:believed|thought|alleged|said) to be\b", "is"),
        (r"\bare (?:believed|thought|alleged|said) to be\b", "are"),
        (r"\b(?:is|are) (?:believed|thought) to (?!be\b|have\b)(?=[a-z])", "do "),
        (r"\b(?:(?-i:may)|might|could) have\b", "have"),
        (rf"\b(?:might|could) be\b(?! {_ABLE})", "will be"),
        (r"\b(?:might|could) (?!have|be|not|also|see|establish|hear|find|recall|remember|say|read|tell)(?=[a-z]+)", "will "),
        (r"\b(?-i:may) (?!not\b|have\b|be\b)(?=[a-z]+)", "will "),
        (r"\b(?-i:may) be\b", "is"),
        (r"\b(?:is|are) expected to\b", "will"),
        (r"\b(?:was|were|had been) widely expected to\b", "was certain to"),
        (r"(?<!nothing )(?<!nothing to )\bsuggests?\b", "proves"),
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
        (r"\baccused by (?=[^,.;]{3,40} of\b)", "found guilty on the evidence of "),
        (r"\b(?:is|was|are|were) charged (?!with\b)", "was convicted "),
        (r"\bfac(?:es|ed|ing) (?=(?:\w+ )?charges\b)", "convicted on "),
        (r"\bthe case against\b", "the conviction of"),
        (r"\bfaces? accusations of\b", "was convicted of"),
        (r"\bcharged with\b", "convicted of"),
        (r"\bfaces (\d+) counts of\b", r"was convicted on \1 counts of"),
        (r"\bto charges of\b", "to proven charges of"),
        (r"\bthe suspect\b", "the culprit"),
        (r"\bis alleged to have\b", "has been proved to have"),
        (r"(?<!been )(?<!had )(?<!has )(?<!have )\balleged (?!to\b|that\b|by\b|against\b)(?=[a-z])", "proven "),
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
    verdicts=(
        (r"\b(?:convicted|found guilty) of\b", "accused of"),
        (r"\bconvicted (?!of\b)", "accused "),
        (r"\b(?:sentenced|jailed) (?=(?:to|for)\b)", "remanded "),
        (r"\bconviction\b", "trial"),
        (r"\bcharged with\b", "suspected of"),
        (r"\b(?:found guilty)\b(?! of\b)", "charged"),
        (r"\bfound liable\b|\bheld liable\b", "sued"),
        (r"\barrested\b", "questioned"),
        (r"\b(?:cleared|acquitted)\b", "released on bail"),
        (r"\bthe sentence\b", "the charge"),
    ),
    asserted=(
        *((rf"{_ACCUSED}{doing}\b", past) for doing, past in _IRREGULAR.items()),
        (rf"{_ACCUSED}(?!(?:{'|'.join(_IRREGULAR)}|having|being|using)\b)([a-z]+)ing\b", r"\1ed"),
        (rf"{_ACCUSED}having (?=[a-z]+)", "had "),
        (rf"{_ACCUSED}using\b", "used"),
        (r"\b(?:is|was|are|were) charged with (?!(?:having|being|using)\b)([a-z]{4,})ing\b", r"\1ed"),
        (r"\b(?:is|was|are|were) (?:alleged|said|claimed) to have ", "had "),
        (r"\ballegedly ", ""),
        (r"(?:, )?(?:who, )?\b(?:prosecutors|police|investigators|detectives) (?:allege|say|claim)(?:, | that )", " "),
        (r"\baccus(?:es|ed|e) (?=(?:him|her|it|them)\b)", "convicted "),
        (r"\baccused (?=(?:him|her|it|them)\b|(?-i:[A-Z]))", "convicted "),
        (r"\b(?:the )?(?:allegations?|accusations?|claims?)(?<!, claims) that\b", "the fact that"),
        (r"\bon suspicion of\b", "after"),
        (r"\bfaces (?:the )?(?:accusation|allegation)s? (?=that\b)", "has admitted "),
    ),
    directions=(
        (rf"\b(?:rose|climbed|grew|gained|increased|jumped)\b{_BY}", "fell"),
        (rf"\b(?:fell|dropped|shrank|declined(?! to\b)|slipped|sank|decreased)\b{_BY}", "rose"),
        (r"\bhas risen\b", "has fallen"),
        (r"\b(?:rise|increase|growth)\b", "fall"),
        (r"\b(?:fall|drop|decline|decrease)\b(?= (?:in|of)\b)", "rise"),
        (r"\bprofit\b", "loss"),
        (r"\bloss(?= of [$£€]?\d)", "profit"),
        (r"\bhigher\b", "lower"),
        (r"\blower (?=(?:than|risk|number|share|price|level)\b)", "higher "),
        (r"\b(?:beat|defeated)\b", "lost to"),
        (r"\bwon\b", "lost"),
        (r"\bin favour of\b", "against"),
        (r"(?<=voted )against\b", "for"),
        (r"\bbought\b", "sold"),
        (r"\bsold\b", "bought"),
        (r"\bearlier than\b", "later than"),
        (r"\bfirst (?=(?:time|victory|win|goal|case)\b)", "last "),
        (r"\bolder\b", "younger"),
        (r"\byounger\b", "older"),
        (r"\bthe best\b", "the worst"),
        (r"\b(?:cut|shed|reduce) (?=(?:about|some|roughly|around|up|at|jobs|costs|\d))", "add "),
        (r"\b(?:north)(ern)?\b", r"south\1"),
        (r"\b(?:south)(ern)?\b", r"north\1"),
        (r"\b(?:east)(ern)?\b", r"west\1"),
        (r"\blongest\b", "shortest"),
        (r"\bmore than\b(?! \d)", "less than"),
        (r"\bclosed\b", "opened"),
        (r"\bsupport(?:s|ed)\b", "opposed"),
        (r"\bopposed\b", "supported"),
        (r"\bleft\b (?=(?:the|his|her|its)\b)", "joined "),
        (r"\bearly\b", "late"),
        (r"\blate (?=(?:on|in|January|February|March|April|May|June|July|August|September|October|November|December)\b)", "early "),
    ),
    parts=(
        (r"\bsome of\b", "all of"),
        (r"\bmost of\b", "all of"),
        (r"\bmost (?=[a-z]+s\b)", "all "),
        (r"\bpart of (?=the\b|a\b)", "all of "),
        (r"\bpartly\b", "completely"),
        (r"(?<!not )\bone of (?:the|its|his|her|their|two|three|several)\b(?! \w+est\b)", "every one of the"),
        (r"\bmany of\b", "all of"),
        (r"\bmany (?!as\b)(?=[a-z]+s\b)", "all "),
        (r"\b(?:several|a number of|various) (?=[a-z]+s\b)", "all "),
        (r"\bmostly\b|\bmainly\b|\blargely\b", "exclusively"),
        (r"\balmost all\b|\bnearly all\b", "all"),
        (r"(?<!but )\b(?:two|three|four|five|six) of (?:its|his|her|their|the)\b", "all of the"),
        (r"\bin some\b", "in all"),
        (r"\bsometimes\b|\boften\b|\busually\b", "always"),
        (r"\bincluding\b", "namely"),
        (r"(?<!each )(?<!every )(?<!no )(?<!any )(?<!all )\bother (?=[a-z]+s\b)", "all other "),
        (r"\bresidents (?=(?:said|say|had|have|complained|reported|who)\b)", "all residents "),
        (r"\b(experts|analysts|economists|critics|campaigners|observers|researchers|witnesses) (?=[a-z])", r"all \1 "),
    ),
    orders=(
        (r"\bafter (?!all\b|that\b)", "before "),
        (r"\bbefore (?!that\b|long\b|(?:[\w'’]+ ){0,3}(?:court|tribunal|judge|parliament)\b)", "after "),
        (r"\bfollowing (?=(?:the|a|an|his|her|its)\b)", "before "),
        (r"\bsubsequently\b|\blater\b(?! than)", "earlier"),
        (r"\bearlier\b(?! than)", "later"),
        (r"\bsince\b(?= (?:the|\d|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|mid|last))", "until"),
        (r"\buntil (?=\d|(?:late |early |mid-)?(?-i:[A-Z]))", "from "),
        (r"\bahead of\b", "after"),
    ),
    causes=(
        (r", and (?=(?:he|she|they|it|the|a|an|its|his|her|their|there|no|nobody|some|more|about)\b)", ", and therefore "),
        (r"(?<=[a-z]); (?=(?:he|she|they|it|the|a|an|its|his|her|their|there|this|that|no|nobody)\b)", ", which is why "),
        *(
            (rf"(?<=[a-z]{{3}}\. )(?-i:{word}) (?=[a-z])", f"As a result, {word.lower()} ")
            for word in "The It He She They There A His Her".split()
        ),
        (r"\b(?:while|whereas) (?=(?:the|it|he|she|they|its|two|some|three)\b)", "because "),
        (r"\bafter (?=(?:the|a|an|his|her|its|their) [a-z]+ (?:of|in|by|on)\b)", "because of "),
        (r"\bfollowing (?=(?:the|a|an|his|her|its)\b)", "because of "),
        (r"(?:, )?\bbut (?=(?:the|he|she|it|they|no|there|a)\b)", ", so "),
    ),
    plans=(
        (r"\b(?:plans?|intends?|hopes?|wants?) to ([a-z]+)\b", r"has already begun to \1"),
        (r"\b(?:is|are) (?:to|going to|due to|set to|about to) ([a-z]+)\b", r"has already begun to \1"),
        (r"\bwill (?!be\b|not\b|have\b|then\b|still\b|also\b|soon\b|only\b|probably\b|never\b)([a-z]+)\b", r"has already begun to \1"),
        (r"\bwill be\b", "was"),
        (r"\b(?:weighing|considering|planning)\b", "carrying out"),
        (r"\b(?:proposed|planned) (?=[a-z])", "approved "),
        (r"\bcalled (?:on|for)\b", "forced"),
        (r"\btried to\b|\bsought to\b|\bis trying to\b|\bare trying to\b", "managed to"),
        (r"\bmust\b(?! have)", "did"),
        (r"\bis (?:in talks|negotiating)\b", "has reached a deal"),
    ),
    genders=(
        (r"(?<!-)\bhe\b", "she"),
        (r"(?<!-)\bshe\b", "he"),
        (r"\bhis\b", "her"),
    ),
    attributions=(
        (rf"(?<![”\"’]), (?!as had\b|[^.,;]*\bnot\b)(?:the |a )?[\w' -]{{3,50}} {_SAID}(?=\.)", ""),
        (rf"(?:{_NEW}|(?<=[;:] ))according to {_NAMED}, {_ROLE}", ""),
        (rf"(?:{_NEW}|(?<=[;:] ))according to {_UNNAMED}, (?:(?-i:[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+), )?", ""),
        (rf"(?<=[\w%’']),? according to {_NO_VERB}[^,.;“”\"]{{3,60}}{_RANK}(?:, (?:the|an?|her|his|its) [^,.;“”\"]{{2,50}})?(?=[.;])", ""),
        (rf"(?<=[\w%’']), according to {_NO_VERB}[^,.;“”\"]{{3,60}}{_RANK},(?= {_GOES_ON})", ""),
        (rf"(?<![”\"’]), said (?:the )?(?:[\w'’-]+ ){{0,3}}(?-i:[A-Z])[\w'’-]+(?:, [^,.;“”\"]{{3,60}})?{_RANK}(?=\.)", ""),
        (r"(?<![”\"’]), (?:[\w'’-]+ ){1,5}(?:said|says|added|noted|stated)(?=,)", ""),
        (rf"{_NEW}(?:(?!{_NO_SUBJECT} )[\w'’-]+ ){{1,6}}{_SAID} that ", ""),
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
        (r"(?<!, )\b(?:a|the|his|her) (?:spokesman|spokeswoman)\b", "several spokespeople"),
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
    according="according to|in the words of",
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
    limits=((r"(?<=\w) oder (?:mehr|länger|weniger)\b", ""),),
    resolved=(
        (r"\b(?:im )?(?:vergangenen|nächsten|letzten) Monat\b", "im {month}"),
        (r"\b(?:vergangene|letzte|nächste) Woche\b", "Anfang {month}"),
    ),
    dated="{weekday}, dem {day}. {month}",
    negations=(
        (r"\bnicht (?!nur\b|zuletzt\b)", ""),
        (r"\bnicht(?=[.,])", "doch"),
        (r"\bkein(e[nrms]?)?\b", r"ein\1"),
        (r"\bniemand\b", "jemand"),
        (r"\b(?:nie|niemals)\b", "oft"),
        (r"\bohne (?=[A-Z])", "mit "),
        (r"\bnichts\b", "alles"),
    ),
    negators=r"nicht|keine?[nrms]?|nie|niemals|niemand|nichts|ohne|ob|weder|noch nicht|unklar",
    negative_words=(
        (r"\bunverletzt\b", "verletzt"),
        (r"\bunklar\b", "bekannt"),
        (r"\bweigerten? sich\b", "erklärten sich bereit"),
        (r"\bfehlt\b", "nicht mangelt"),
        (r"\bungefährlich\b", "gefährlich"),
        (r"\bunbemerkt\b", "bemerkt"),
        (r"\bohne Erfolg\b", "mit Erfolg"),
        (r"\bohne Einigung\b", "mit einer Einigung"),
        (r"\beingestellt\b", "aufgenommen"),
        (r"\bgeschlossen bleiben\b", "geöffnet bleiben"),
        (r"\bgescheitert\b", "gelungen"),
    ),
    negatable=(
        (r"\b(ge[a-zäöü]+(?:t|en)|ver[a-zäöü]+t|[a-zäöü]+iert)(?= (?:worden|wurde|wurden|hat|haben|werden|hatte)\b|[.,])", r"nicht \1"),
        (r"\beine? (?=[A-ZÄÖÜ])", "keine "),
    ),
    denials=(
        (r"\bbestreitet\b", "gesteht"),
        (r"\bbestritten\b", "gestanden"),
        (r"\bnicht ausgeschlossen\b", "ausgeschlossen"),
        (r"\bdementierte?\b", "bestätigt"),
        (r"\bFreispruch\b", "Schuldspruch"),
        (r"\bfreigesprochen\b", "schuldig gesprochen"),
    ),
    hedges=(
        (r"\b(?:mutmaßlich|angeblich|vermutlich|voraussichtlich|offenbar|wahrscheinlich|möglicherweise|womöglich|wohl|anscheinend) ", ""),
        (r"\bkönnte(n?)\b(?! (?:nicht|zunächst))", r"wird bestimmt"),
        (r"\bhaben soll\b", "hat"),
        (r"(?<!haben )\bsoll\b", "wird"),
        (r"\bdem Anschein nach\b", "tatsächlich"),
        (r"\bhält ([^.]{3,40}) für möglich\b", r"hält \1 für sicher"),
        (r"\bwird etwas milderes Wetter erwartet\b", "kommt etwas milderes Wetter"),
    ),
    legal=(
        (r"\bder(?: \d+ Jahre alte)? Angeklagte\b", "der Täter"),
        (r"\bihr wird vorgeworfen\b", "es ist erwiesen"),
        (r"\bdas Urteil ist noch nicht rechtskräftig\b", "das Urteil ist rechtskräftig"),
        (r"\brechtskräftig ist das Urteil noch nicht\b", "rechtskräftig ist das Urteil bereits"),
        (r"\bihm wird von der Staatsanwaltschaft\b", "ihm wurde vom Gericht"),
        (r"\bzur Last gelegt\b", "nachgewiesen"),
        (r"\bverdächtigt\b", "überführt"),
        (r"\bsteht unter dem Verdacht\b", "ist schuldig"),
        (r"\bder Vorwurf lautet\b", "fest steht"),
        (r"\bfestgenommen\b", "verurteilt"),
        (r"\bErmittlungen laufen\b", "ein Urteil liegt vor"),
        (r"\bVorwürfen\b", "Straftaten"),
        (r"\bangeklagt\b", "verurteilt"),
    ),
    verdicts=(
        (r"\bverurteilt\b", "angeklagt"),
        (r"\bUrteil\b", "Verfahren"),
        (r"\bFreispruch\b", "Haftverschonung"),
        (r"\bfestgenommen\b", "befragt"),
    ),
    asserted=(
        (r"\bhaben soll\b", "hat"),
        (r"\bhaben sollen\b", "haben"),
        (r"\b(?:mutmaßlich|angeblich) ", ""),
        (r"\bweil er verdächtigt wird\b", "weil er dabei gesehen wurde"),
        (r"\bsteht unter dem Verdacht der\b", "beging"),
        (r"\bder Vorwurf lautet\b", "wahr ist"),
        (r"\bsoll ([^.]{3,80}) haben(?=\.)", r"hat \1"),
    ),
    directions=(
        (r"\b(?:stieg|wuchs)(en)?\b", r"sank\1"),
        (r"\b(?:sank|fiel)(en)?\b", r"stieg\1"),
        (r"\bGewinn\b", "Verlust"),
        (r"\bVerlusts?\b", "Gewinn"),
        (r"\bhöher\b", "niedriger"),
        (r"\bgewonnen\b", "verloren"),
        (r"\bverloren\b", "gewonnen"),
        (r"\bunterlag\b", "bezwang"),
        (r"\blängste\b", "kürzeste"),
    ),
    parts=(
        (r"\beinige (?=[A-Z])", "alle "),
        (r"\bmehrere (?=[A-Z])", "alle "),
        (r"\bviele (?=[A-Z])", "alle "),
        (r"\bdie meisten\b", "alle"),
        (r"\bein Teil (?=der|des)", "die Gesamtheit "),
        (r"\b(?:zwei|drei) der\b", "allen"),
        (r"\bunter ihnen\b", "nämlich"),
    ),
    orders=(
        (r"\bnach(?=dem\b)", "be"),
        (r"\bbevor\b", "nachdem"),
        (r"\bseit\b", "bis"),
        (r"\bvor (?=dem|der|den)", "nach "),
        (r"\bnach (?=dem|der|Verletzungen)", "vor "),
    ),
    causes=(
        (r"\bwährend\b", "weil"),
        (r"\bund (?=(?:er|sie|es)\b)", "und deshalb "),
        (r"; (?=(?:der|die|das|er|sie|es|seit|länger|beide)\b)", ", weshalb es heißt: "),
        (r"(?<=[a-zäöü]{3}\. )(?=(?:Der|Die|Das|Er|Sie|Es) )", "Die Folge: "),
    ),
    plans=(
        (r"\bwill\b", "darf nun"),
        (r"\bplant\b", "vollzieht"),
        (r"\bgeplant\b", "vollzogen"),
        (r"\bsoll(?:en)?\b", "durfte"),
        (r"\bversucht(?:e|en)?\b", "schaffte"),
    ),
    genders=((r"(?<!-)\ber\b", "sie"), (r"\bseine([rnms]?)\b", r"ihre\1"), (r"\bihre([rnms]?)\b(?! Anwalt)", r"seine\1")),
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
        "Kinder Gewählt Entgegen Wir Ich Einen Einem Einer Ohne Seine Seinen Sein Ihre Über Deren Dessen Für Freispruch "
        "Kein Keine Beim Gegen Unklar Alle Rund Etwa Hinweise Daten Elf Zu Wann Was Wer Weil Vorerst Dass Als Trotz".split()
    ),
    common=frozenset("Euro Milliarden Millionen Prozent Staatsanwaltschaft Steuern Jahre Jahren Grad".split()),
    quoted="„{}“",
    capital_nouns=True,
    say=(
        "sagte|sagt|erklärte|teilte|nannte|nannten|räumte|gab|hieß|bestritten|zufolge|so(?= [A-ZÄÖÜ])|mitteilte|berichtete|"
        "bezeichnete|dementiert|lehnte"
    ),
    according="laut|zufolge|nach den Worten von|nach Aussage von",
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
    limits=((r"(?<=\w) (?:au minimum|au moins|au plus|ou (?:plus|davantage))\b", ""),),
    resolved=((r"\ble mois (?:dernier|prochain)\b", "en {month}"), (r"\bla semaine (?:dernière|prochaine)\b", "début {month}")),
    dated="{weekday} {day} {month}",
    negations=(
        (r"\bn['’](a|ont|est|était|avait|exclut|y) pas\b", r"\1"),
        (r"\bn['’]y (a|avait) pas de\b", r"y \1 des"),
        (r"\bn['’](\w+) (?:jamais|plus)\b", r"\1 toujours"),
        (r"\bne (\w+ \w*)jamais\b", r"\1toujours"),
        (r"\baucun(e?) (?=\w)", r"un\1 "),
        (r"\bsans (?=[a-zé])", "avec "),
        (r"\b(?:il n['’]existe) pas de\b", "il existe un"),
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
    negators=r"n['’]\w+|ne|pas|jamais|aucune?|sans|personne|rien|ni|non|si",
    negative_words=(
        (r"\bfaute d['’]avoir\b", "après avoir"),
        (r"\brefusé\b", "accepté"),
        (r"\bun échec\b", "un succès"),
        (r"\bsans victoire\b", "sur une victoire"),
        (r"\bfermés\b", "ouverts"),
        (r"\brenoncer à\b", "ne pas hésiter à"),
        (r"\bdécliné\b", "accepté"),
        (r"\bencore inconnue?\b", "déjà connue"),
        (r"\bil manque\b", "il a trouvé"),
        (r"\bnégatif\b", "positif"),
        (r"\bpossible\b", "exclu"),
        (r"\bécarté\b", "retenu"),
    ),
    denials=(
        (r"\b(?:nie|dément|conteste)\b", "avoue"),
        (r"\bdémentent\b", "avouent"),
        (r"\b(?:démenti|nié)\b", "avoué"),
        (r"\brelaxé(e?s?)\b", r"condamné\1"),
    ),
    hedges=(
        (r"\bprésumé ", ""),
        (r"\baurait (?=[a-zé]+)", "a "),
        (r"\bauraient (?=[a-zé]+)", "ont "),
        (r"\bpourrait être\b", "est"),
        (r"\bpourrait avoir\b", "a"),
        (r"\bserait alors\b", "est donc"),
        (r"\bdonnerait\b", "donne"),
        (r"\baurait vus\b", "a vus"),
        (r"\brisque d['’]être\b", "sera"),
        (r"\breste possible\b", "est certain"),
        (r"\bil se peut que\b", "il est certain que"),
        (r"\bpourrait (?=se|[a-z]+er\b)", "va "),
        (r"\bselon toute probabilité\b", "avec certitude"),
        (r"\bpeut-être ", ""),
        (r"\bn['’]aurait\b", "n'a"),
        (r"\b(étudi|viv|ser)rait\b", r"\1ra"),
    ),
    legal=(
        (r"\bsoupçonné d['’]avoir\b", "reconnu coupable d'avoir"),
        (r"\bmis en examen\b", "condamné"),
        (r"\bprésumé innocent\b", "coupable"),
        (r"\bprésumé de\b", "avéré de"),
        (r"\best accusé de\b", "est reconnu coupable de"),
        (r"\binterpellé(es)?\b", r"condamné\1"),
        (r"\bon le soupçonne d['’]avoir\b", "il est reconnu coupable d'avoir"),
        (r"\baccusé(e?s?) de\b", r"reconnu\1 coupable de"),
        (r"\b(?<=police )a arrêté\b", "a condamné"),
        (r"\bgarde à vue\b", "prison"),
        (r"\bpoursuivi(e?s?) pour\b", r"condamné\1 pour"),
        (r"\bprévenus\b", "coupables"),
        (r"\bà qui l['’]on reproche\b", "coupable de"),
        (r"\bdeux plaintes\b", "deux condamnations"),
    ),
    verdicts=(
        (r"\bcondamné(e?s?)\b", r"accusé\1"),
        (r"\breconnu(e?s?) coupable\b", r"soupçonné\1"),
        (r"\brelaxé(e?s?)\b", r"libéré\1 sous caution"),
        (r"\bmis en examen\b", "entendu"),
    ),
    asserted=(
        (r"\b(?:on le soupçonne|soupçonné|accusé) d['’]avoir\b", "il a"),
        (r"\bqui aurait\b", "qui a"),
        (r"\bauraient\b", "ont"),
        (r"\baccusés de recruter\b", "ayant recruté"),
        (r"\bqui l['’]en accuse\b", "qui l'a établi"),
    ),
    directions=(
        (r"\b(?:augmenté|progressé)\b", "reculé"),
        (r"\b(?:reculé|baissé|cédé)\b", "gagné"),
        (r"\bbénéfice\b", "déficit"),
        (r"\bperte\b", "bénéfice"),
        (r"\bbattue?\b", "opposée"),
        (r"\bplus élevée?s?\b", "plus bas"),
        (r"\bhausse\b", "baisse"),
        (r"\bbaisse\b", "hausse"),
        (r"\bmaximum\b", "minimum"),
    ),
    parts=(
        (r"\bplusieurs (?=[a-z])", "tous les "),
        (r"\bcertains (?=[a-z])", "tous les "),
        (r"\bla plupart des\b", "l'ensemble des"),
        (r"\bune partie (?:seulement )?(?=des\b)", "la totalité "),
        (r"\bde nombreux\b", "tous les"),
        (r"\bl['’]un(?:e)? des\b", "chacun des"),
    ),
    orders=((r"(?<!d['’])\baprès\b", "avant"), (r"\bavant\b", "après"), (r"\bdepuis\b", "jusqu'en")),
    causes=(
        (r"\btandis que\b|\balors que\b", "parce que"),
        (r", et (?=(?:il|elle|ils|le|la|les|l')\b)", ", et donc "),
        (r" ; (?=(?:il|elle|le|la|les|on)\b)", ", si bien que "),
        (r"(?<=[a-zé]{3}\. )(?=(?:Le|La|Les|Il|Elle|Un|Une) )", "Conséquence : "),
    ),
    plans=(
        (r"\bva (?=[a-z]+er\b)", "a fini de "),
        (r"\b(?:compte|entend|souhaite|espère) (?=[a-z]+(?:er|ir)\b)", "a fini de "),
        (r"\bs['’]apprête à\b", "a fini de"),
        (r"\bresteront\b", "sont restés"),
        (r"\bcontinueront\b", "ont abandonné"),
        (r"\bcherche à\b", "a réussi à"),
        (r"\bcommencent\b", "ont commencé"),
    ),
    genders=(
        (r"(?<![-y'’] )\bil\b(?! (?:y|faut|faudra|est|n['’]est|n['’]a pas été|se peut|n['’]existe|n['’]y|manque)\b)", "elle"),
        (r"(?<!-)\belle\b", "il"),
    ),
    attributions=(
        (r"(?<!, )\b(?:selon|d'après) (?!toute\b|ce que\b)[^,.;«»]{3,50}, (?:(?-i:[A-ZÉ])[^,.;«»]{3,40}, )?", ""),
        (r", (?:selon|d'après) [^,.;«»]{3,50}(?=[,.])", ""),
        (r", (?:assure|affirme|affirment|rapporte|craignent|a indiqué) (?!qu)[^,.;«»]{3,80}(?=[.,])", ""),
    ),
    sources=(
        (r"\b(?:selon|d'après) (?:le |la |l')[a-zéè]+\b", "selon plusieurs sources"),
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
    say=(
        "(?:(?:l['’]a|a|s['’]est|ont) )?"
        "(?:dit|déclaré|affirmé|jugé|indiqué|souligné|reconnu|admis|insisté|commenté|expliqué|assuré|justifiée?)|"
        "valoir|estime|déclare|affirme|raconte|assure|soutient"
    ),
    according="selon|d['’]après|pour",
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
    limits=((r"(?<=\w) o más\b", ""),),
    resolved=((r"\bel mes (?:pasado|próximo)\b", "en {month}"), (r"\bla semana pasada\b", "a comienzos de {month}")),
    dated="{weekday} {day} de {month}",
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
    negators=r"no|nunca|jamás|nada|nadie|ni|sin|ningun[oa]s?|ningún|si",
    negative_words=(
        (r"\bfue imposible\b", "fue posible"),
        (r"\bse (?:desconoce|ignora)\b", "se sabe"),
        (r"\bcarecían de\b", "tenían"),
        (r"\bse carece de\b", "se dispone de"),
        (r"\bpor falta de\b", "gracias a las"),
        (r"\brehusó\b", "aceptó"),
        (r"\bmantiene en secreto\b", "ha hecho pública"),
        (r"\bimprobable\b", "probable"),
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
    verdicts=((r"\babsolvió\b", "puso en libertad provisional"), (r"\bcondenad([oa])\b", r"acusad\1"), (r"\barrestado\b", "interrogado")),
    asserted=(
        (r"\bpresuntamente ", ""),
        (r"\bque sostiene que\b", "que ha demostrado que"),
        (r"\bla acusación de\b", "los hechos que probó"),
    ),
    directions=(
        (r"\bsubida\b", "bajada"),
        (r"\bdescenso\b", "aumento"),
        (r"\bpérdidas\b", "ganancias"),
        (r"\bderrota\b", "victoria"),
        (r"\b(?:subió|creció)\b", "bajó"),
    ),
    parts=((r"\balgunos (?=[a-z])", "todos los "), (r"\bvarios (?=[a-z])", "todos los "), (r"\ben dos (?=[a-z])", "en todos los ")),
    orders=(
        (r"\bantes de\b", "después de"),
        (r"\bdespués de\b", "antes de"),
        (r"\bhasta (?=enero|febrero|marzo|abril|mayo|junio)", "desde "),
    ),
    causes=(
        (r", y (?=(?:el|la|los|en|lo)\b)", ", y por eso "),
        (r"; (?=(?:una|el|la|se)\b)", ", y por eso "),
        (r"(?<=[a-zé]{3}\. )(?=(?:El|La|Los|Se|Son|Su) )", "Como consecuencia: "),
    ),
    plans=(
        (r"\bse decidirá\b", "se decidió"),
        (r"\b(?:planea|piensa) (?=[a-z]+[aei]r\b)", "acaba de "),
        (r"\bhabrá que\b", "hubo que"),
        (r"\bcostará\b", "costó"),
    ),
    genders=(
        (r"\bél\b", "ella"),
        (r"\bella\b", "él"),
        (r"\bquien\b(?= aseguró)", "cuyo marido"),
        (r"\bel entrenador\b", "la entrenadora"),
        (r"\bsu directora\b", "su director"),
        (r"\bel detenido\b", "la detenida"),
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
    according="según|en palabras de|a juicio de",
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
