"""Two texts as one, word by word: what went is struck out, what came is marked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

from rich.text import Text

# A tag is one word, and so is white space: the text around a change keeps its shape.
_WORDS = re.compile(r"<[^<>]*>|\s+|[^\W_]+(?:['’-][^\W_]+)*|.", re.DOTALL)
_MANY = 2_000  # pieces on each side: two texts with more and hardly anything in common are compared line by line only


def word_diff(before: str, after: str, *, colours: bool = True) -> Text:
    """
    Both texts as one: words that are gone struck out in red, new ones in green; without colours in marks.

    >>> word_diff("Prices rose by 3 %.", "Prices climbed by 3 %.", colours=False).plain
    'Prices [-rose-]{+climbed+} by 3 %.'
    >>> word_diff("He said so.", "They had told us so.", colours=False).plain
    '[-He said-]{+They had told us+} so.'
    """
    text = Text()
    for gone, come, same in _changes(_WORDS.findall(before), _WORDS.findall(after)):
        if gone:
            text.append(printable(gone), "red strike") if colours else text.append(f"[-{printable(gone)}-]")
        if come:
            text.append(printable(come), "green") if colours else text.append(f"{{+{printable(come)}+}}")
        text.append(printable(same))
    return text


def text_diff(before: str, after: str, *, colours: bool = True) -> Iterator[Text]:
    """Line by line: what is the same in both as it is, and word by word where a line became another."""
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            yield from (Text(printable(line), "dim" if colours else "") for line in new[new_from:new_to])
        elif old_to - old_from == new_to - new_from:
            pairs = zip(old[old_from:old_to], new[new_from:new_to], strict=True)
            yield from (word_diff(gone, come, colours=colours) for gone, come in pairs)
        else:
            yield word_diff("\n".join(old[old_from:old_to]), "\n".join(new[new_from:new_to]), colours=colours)


def printable(text: str) -> str:
    r"""
    A text of a site or a model without what could command a terminal; its lines and tabs stay.

    >>> printable("Red\x1b[31m alert\n")
    'Red [31m alert\n'
    """
    return "".join(each if each.isprintable() or each in "\n\t" else " " for each in text)


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What is gone, what has come in its place, and what is the same after it; changes with only a blank between them are one."""
    if max(len(old), len(new)) > _MANY:
        yield "".join(old), "".join(new), ""
        return
    gone = come = ""
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for at, (kind, old_from, old_to, new_from, new_to) in enumerate(blocks):
        was, now = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        between = now.isspace() and bool(gone or come) and at + 1 < len(blocks)
        if kind != "equal" or between:
            gone, come = gone + was, come + now
        else:
            yield gone, come, now
            gone = come = ""
    if gone or come:
        yield gone, come, ""
