"""
Lines that are nobody's to rewrite, and drafts that are nobody's to send.

Newsrooms sign for bylines, datelines, credits, corrections and notices word by word (E13), and copy under embargo or in
confidence leaves the house only when its time has come (E19).  What such lines look like is data: the lexicon's tables
[untouchable] and [excluded].
"""

from __future__ import annotations

import re

from worker.text.lexicon import Lexicon

LONGEST_OF_NAMES = 8  # words
_NOTICE = 5  # lines at the start and at the end of a text in which a notice about the whole stands
_WORD = re.compile(r"[^\W\d_]{2,}")


def untouchable(text: str, lexicon: Lexicon) -> str:
    """
    Why the plain text of one paragraph, caption or list item must stay as it is ("byline", "correction" …), else "".

    >>> untouchable("Anna Müller and Lee Wong", Lexicon(function_words=frozenset({"and"}))), untouchable("It rained.", Lexicon())
    ('a line of names', '')
    """
    line = " ".join(text.split())
    for sort, pattern in lexicon.untouchable.items():
        if pattern.fullmatch(line):
            return sort
    words = _WORD.findall(line)
    own = any(not word[0].isupper() and word.casefold() not in lexicon.function_words for word in words)
    names = any(word[0].isupper() for word in words) and len(words) <= LONGEST_OF_NAMES and not own
    return "a line of names" if names else ""


def excluded(title: str, body_text: str, lexicon: Lexicon) -> str:
    """
    Why a draft must never be sent to a model ("embargo: …", with the line that says so), else "".

    `body_text` is the visible text, a paragraph a line; a notice stands in the title or near the start or the end.
    """
    lines = [" ".join(line.split()) for line in body_text.splitlines() if line.strip()]
    for line in dict.fromkeys((" ".join(title.split()), *lines[:_NOTICE], *lines[-_NOTICE:])):
        for sort, pattern in lexicon.excluded.items():
            if line and pattern.fullmatch(line):
                return f"{sort}: {line[:80]}"
    return ""
