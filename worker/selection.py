"""
Which drafts of a site are Redraft's at all, by its table [select]: a draft and its labels in, the reason to pass it over out.

A reason names what the table asks for, never what the draft holds, so that drafts can be counted by it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from worker.config import SelectSettings
from worker.text import spans
from worker.text.language import language
from worker.wordpress.site import Draft, Kind, Label, Site, Terms

TELLING = 4_000  # characters of a text, from its beginning, tell its language
# Scripts that put no blanks between words: Thai, Lao, Burmese, Khmer, kana, Chinese.
_WITHOUT_BLANKS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_WITHOUT_BLANKS}]+|(?:(?![{_WITHOUT_BLANKS}])\w)+(?:[.,'’-](?:(?![{_WITHOUT_BLANKS}])\w)+)*")


def by_text(draft: Draft, select: SelectSettings) -> str | None:
    """Why a draft is passed over for its title and body; None if it is not."""
    if select.title_markers and not any(_marker(each).search(draft.title) for each in select.title_markers):
        return f"its title has none of the marks {_list(select.title_markers)}"
    for unwanted in select.not_title_markers:
        if _marker(unwanted).search(draft.title):
            return f"its title has the mark {unwanted}"
    if not (select.min_words or select.languages):
        return None
    text = _words_of(draft.body)
    if word_count(text) < select.min_words:
        return f"it has fewer than {select.min_words} words"
    if select.languages:
        found = language(f"{draft.title}\n{text}"[:TELLING])
        if not found:
            return "its language cannot be told"
        if found not in select.languages:
            return f"its language is not among {_list(select.languages)}"
    return None


def by_terms(terms: Terms, select: SelectSettings) -> str | None:
    """The same for its categories and tags."""
    if select.categories and not _any(terms.categories, select.categories):
        return f"it is in none of the categories {_list(select.categories)}"
    if found := _any(terms.categories, select.not_categories):
        return f"it is in the category {found}"
    if select.tags and not _any(terms.tags, select.tags):
        return f"it has none of the tags {_list(select.tags)}"
    if found := _any(terms.tags, select.not_tags):
        return f"it has the tag {found}"
    return None


def by_author(user_id: int, author: Label, select: SelectSettings) -> str | None:
    """The same for its author; who that is needs to be known only where `names_authors`."""

    def is_one(name: str) -> bool:
        return name == str(user_id) or author.bears(name)

    if select.authors and not any(map(is_one, select.authors)):
        return f"its author is not among {_list(select.authors)}"
    if found := next(filter(is_one, select.not_authors), ""):
        return f"its author is {found}"
    return None


def asks_for_terms(select: SelectSettings) -> bool:
    return bool(select.categories or select.not_categories or select.tags or select.not_tags)


def names_authors(select: SelectSettings) -> bool:
    """Is there a user who is no bare id?"""
    return any(not name.isdecimal() for name in (*select.authors, *select.not_authors))


def unknown_names(site: Site, select: SelectSettings) -> str:
    """What the table names and the site does not have, in words; "" if it has it all.  Raises as Site.unknown does."""
    named: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        ("category", (*select.categories, *select.not_categories)),
        ("tag", (*select.tags, *select.not_tags)),
        ("author", tuple(name for name in (*select.authors, *select.not_authors) if not name.isdecimal())),
    )
    return ", ".join(f'{kind} "{name}"' for kind, names in named for name in site.unknown(kind, names))


def without_markers(title: str, select: SelectSettings) -> str:
    """
    The title to be revised: a mark is an instruction to Redraft, no words of the headline.

    >>> without_markers("[RW] Council votes", SelectSettings(title_markers=("[rw]",)))
    'Council votes'
    """
    left = title
    for marker in select.title_markers:
        left = re.sub(rf"\s*{_marker(marker).pattern}\s*", " ", left, flags=re.IGNORECASE)
    return title if left == title else left.strip()


def word_count(text: str) -> int:
    """
    Words as an editor counts them; in scripts that put no blanks between them two letters count as one.

    >>> word_count("On 12,000 l'eau, a well-known café"), word_count("市議会は承認")
    (6, 3)
    """
    runs = _WORD.findall(text)
    return sum(max(1, len(run) // 2) if re.match(rf"[{_WITHOUT_BLANKS}]", run) else 1 for run in runs)


def _words_of(body: str) -> str:
    """What a reader sees, without markup; a paragraph or a tag parts words."""
    return html.unescape(" ".join(body[span.start : span.end] for span in spans.spans(body) if span.kind is spans.Kind.TEXT))


def _marker(marker: str) -> re.Pattern[str]:
    """A mark of letters at its edge stands alone: "rw" is not in "Norway", "[rw]" may touch a word."""
    before = r"(?<!\w)" if re.match(r"\w", marker) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", marker) else ""
    return re.compile(before + re.escape(marker) + after, re.IGNORECASE)


def _any(labels: Sequence[Label], names: Sequence[str]) -> str:
    """The first of the names that one of the labels bears; "" if there is none."""
    return next((name for name in names if any(label.bears(name) for label in labels)), "")


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
