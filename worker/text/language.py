"""Which language a text is in: by its script, or by the commonest words of languages that share one."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

_STOP_WORDS = {
    "en": (
        "the of and to in that is was for it with as on be at by this had not are but from have they which or were has been will would said"
    ),
    "de": (
        "der die und in den wurden von das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat "
        "dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur "
        "bis mehr durch man sein wurde"
    ),
    "fr": (
        "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont avec ont été "
        "aux cette mais ses comme ou leur son sa"
    ),
    "es": (
        "de la que el en y los del se las por un para con no una su al es lo como más pero sus le ha fue este ya "
        "porque esta entre cuando muy sin sobre también"
    ),
    "it": (
        "di e il la che per un in del è non le si della i con da una sono dei al come più anche ha nel gli alla "
        "ma dal lo delle su nella ai questo essere stato"
    ),
    "pt": (
        "de a o que e do da em um para com não uma os no se na por mais as dos como mas foi ao ele das tem à seu "
        "sua ou ser quando muito nos já está também pelo pela são"
    ),
    "nl": (
        "de het een en van in is dat op te zijn met voor niet aan er die om ook als door maar bij uit naar heeft "
        "over hij ze wordt nog worden deze werd haar kan tot dan"
    ),
    "sv": (
        "och i att det som en på är av för med till den har de inte om ett han men var jag sig från vi så kan när "
        "år säger under också efter eller nu sin där vid mot ska"
    ),
    "da": (
        "og i at det er en til af på for med den de har som ikke et der var han men om sig fra så kan vi blev "
        "også efter ved eller skal havde være"
    ),
    "no": (
        "og i det er på en til av for med at som den de har ikke et var han men om seg fra så kan vi ble også "
        "etter ved eller skal hadde være"
    ),
    "pl": (
        "w i na z się do nie że to jest o jak za od po przez dla są był co oraz ale tym jego ich może tego który która było tylko przed"
    ),
    "cs": ("a v se na je že o s z do i to za pro k ale po by jako od jsem byl podle který které která jeho však také bude již"),
    "tr": ("ve bir bu da de için ile olarak olan çok daha gibi kadar ancak sonra en ne ya değil her oldu olduğunu dedi etti"),
    "ru": ("и в не на что он с по как это но из у за от так же все было для его к о был до или мы они при был была будет"),
    "uk": "і в не на що з та до як це від за про для у він але його по їх чи був була також які є бути",
}
_LANGUAGES: dict[str, tuple[str, ...]] = {}
for _code, _line in _STOP_WORDS.items():
    for _stop in _line.split():
        _LANGUAGES[_stop] = (*_LANGUAGES.get(_stop, ()), _code)
_SCRIPTS = (
    (re.compile(r"[\u3040-\u30ff]"), "ja"),
    (re.compile(r"[\uac00-\ud7af]"), "ko"),
    (re.compile(r"[\u4e00-\u9fff]"), "zh"),
    (re.compile(r"[\u0600-\u06ff]"), "ar"),
    (re.compile(r"[\u0590-\u05ff]"), "he"),
    (re.compile(r"[\u0370-\u03ff]"), "el"),
    (re.compile(r"[\u0900-\u097f]"), "hi"),
    (re.compile(r"[\u0e00-\u0e7f]"), "th"),
)
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=512)
def language(text: str) -> str:
    """
    ISO 639-1 code of the language of a text, "" when unsure.

    >>> language("The men had been taken to the city."), language("12,000")
    ('en', '')
    >>> language("Die Männer wurden in die Stadt gebracht.")
    'de'
    """
    letters = sum(map(str.isalpha, text))
    if not text.isascii():
        for script, code in _SCRIPTS:
            # Kana in a text makes it Japanese, however many of its letters are Chinese.
            if len(script.findall(text)) > letters * (0.1 if code == "ja" else 0.4):
                return code
    words = _WORD.findall(text.casefold())
    scores = Counter(code for word in words for code in _LANGUAGES.get(word, ())).most_common(2)
    (code, best), (_, second) = [*scores, ("", 0), ("", 0)][:2]
    return code if best >= 2 and best > second and best * 10 >= len(words) else ""
