"""What a rewriting goes by, beside the model: prompts, boilerplate lists, lexicons, how strict each rule is, the style of the house."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain
from typing import Literal, Self

from worker import config
from worker.config import SecondReaderSettings, Settings, SiteSettings, StyleSettings
from worker.errors import WrongSetting
from worker.model.prompt import Prompts, parse_prompts
from worker.text import boilerplate, checks, house
from worker.text.boilerplate import Boilerplate
from worker.text.checks import Context
from worker.text.facts import names
from worker.text.house import House
from worker.text.lexicon import Lexicon, parse_lexicon
from worker.text.lines import untouchable


@dataclass(frozen=True, slots=True)
class Guide:
    """
    Read from the files of a configuration by `of`.

    `rules` is a version: 12 hex digits of the SHA-256 of everything that decides about an answer, the prompts aside.
    """

    prompts: Prompts
    boilerplate: Boilerplate
    lexicons: Mapping[str, Lexicon]  # by language, ISO 639-1
    rules: str
    strictness: Mapping[str, str] = field(default_factory=dict)  # rule: "keep", "flag" or "off"
    house: House = field(default_factory=House)
    doubt: Literal["flag", "keep"] | None = None  # what a second reader's doubts do; None: no text is read a second time
    repairs: int = 2  # how often a text that failed is asked for again

    @property
    def version(self) -> str:
        """Changes when the same text and model might give another result."""
        return f"{self.prompts.version}-{self.rules}"

    def lexicon(self, language: str) -> Lexicon:
        """
        That of a language.

        Where there is none, it is one that knows no words: figures in digits, names and quotations are still compared.
        """
        return self.lexicons.get(language) or _WORDLESS

    def context(self, language: str, visible: str) -> Context:
        """What the rules know of a whole article of which `visible` holds all words, a paragraph a line."""
        lexicon = self.lexicon(language)
        strictness = self.strictness
        if self.house.spelling != "keep":
            strictness = {**strictness, "spelling": "off"}  # the house's takes the place of the source's
        return Context(lexicon, names=names(visible, lexicon), body=visible, strictness=strictness)

    def untouchable(self, text: str, kind: str, lexicon: Lexicon) -> str:
        """Why the plain text of a unit of this kind is sent to no model, "" if it is."""
        return (kind in _LINES and untouchable(text, lexicon)) or self.house.untouchable(text, kind)

    @classmethod
    def of(cls, settings: Settings | None = None, site: SiteSettings | None = None) -> Self:
        """
        From the files of a configuration, over those that come with Redraft.

        Raises WrongSetting with every file that cannot be used.
        """
        folder = settings.folder if settings else None
        lists = config.texts("boilerplate", folder)
        lists |= {config.shown(path): config.text_of(path) for path in (site.boilerplate if site else ())}
        problems: list[str] = []
        patterns = []
        for name, text in lists.items():
            try:
                patterns.append(_patterns(text))
            except ValueError as error:
                problems += [f"{name}: {line}" for line in str(error).splitlines()]
        words, ours = config.texts("lexicons", folder), config.texts("lexicons")
        by_language = {}
        for name, text in words.items():
            try:
                by_language[name.removesuffix(".toml") if ours.get(name) == text else _lexicon(text).language] = text
            except ValueError as error:
                problems.append(f"{name}: {error}")
        strictness = dict(site.rules) if site else {}
        problems += _unknown_rules(site.name if site else "", strictness)
        style, reader = (site.style, site.second_reader) if site else (StyleSettings(), None)
        try:
            prompts = parse_prompts(config.texts("prompts", folder))
        except ValueError as error:
            problems += str(error).splitlines()
        else:
            problems += _styleless(site.name if site else "", prompts, _house(style))
        if problems:
            raise WrongSetting(*problems)
        decisive = [checks.RULES_VERSION, lists, words, strictness, *_given(style, reader)]
        rules = hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()[:12]
        doubt = reader.doubt if reader and reader.doubt != "off" else None
        return cls(prompts, _together(patterns), _Lexicons(by_language), rules, strictness, _house(style), doubt)


class _Lexicons(Mapping[str, Lexicon]):
    """By language.  One is read when a text is written in it: all of them take a third of a second."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, language: str) -> Lexicon:
        return _lexicon(self._texts[language])

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


_LINES = frozenset(("paragraph", "caption", "list item"))  # what may be a byline, a credit or a notice
_WORDLESS = Lexicon()

# Read once for all sites: a thousand patterns take a quarter of a second, and what is read with a lexicon is remembered by it.
_lexicon = lru_cache(maxsize=64)(parse_lexicon)
_patterns = lru_cache(maxsize=1024)(boilerplate.parse)


def _together(lists: Sequence[Boilerplate]) -> Boilerplate:
    return Boilerplate(**{part.name: tuple(chain.from_iterable(getattr(one, part.name) for one in lists)) for part in fields(Boilerplate)})


def _house(style: StyleSettings) -> House:
    values = style.model_dump() | {"untouched": tuple(re.compile(pattern) for pattern in style.untouched)}
    return House(**values)


def _given(style: StyleSettings, reader: SecondReaderSettings | None) -> list[object]:
    """What of these two decides about a text.  Nothing for who sets nothing: settled drafts keep the version they have."""
    read = reader.model_dump(mode="json") if reader and reader.doubt != "off" else {}
    tables: list[object] = [style.model_dump(mode="json", exclude_defaults=True), read]
    return tables if any(tables) else []


def _styleless(site: str, prompts: Prompts, style: House) -> list[str]:
    """A prompt of one's own in which the style of a house has no place."""
    if not style.instructions():
        return []
    names = prompts.without_style()
    return [f"prompts/{name}.md: sites/{site}.toml has a table [style]; say with {{style}} where it goes" for name in names]


def _unknown_rules(site: str, strictness: Mapping[str, str]) -> list[str]:
    rules = {rule.name: rule for rule in (*checks.RULES, *checks.TITLE_RULES, *house.rules(house.EVERYTHING))}
    problems = []
    for name in strictness:
        where = f"sites/{site}.toml: rules.{name}"
        if name not in rules:
            meant = get_close_matches(name, rules, 1)
            problems.append(
                f"{where}: there is no such rule; " + (f"did you mean {meant[0]}?" if meant else f"there are {', '.join(sorted(rules))}")
            )
        elif rules[name].fixed:
            problems.append(f"{where}: this rule protects markup or quotations and cannot be weakened; take the line out")
    return problems
