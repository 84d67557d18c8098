"""What stands inside of one paragraph, as words with numbered marks between them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from worker.text.paragraphs import Item, What
from worker.text.references import after_blanks, before_blanks, places, reading
from worker.text.unit import Gap, Mark


@dataclass(frozen=True, slots=True)
class Line:
    """
    A paragraph without the marks and blanks at its edges, which stay where they are; `plain` are its words as read.
    """

    source: str
    items: tuple[Item, ...]
    plain: str

    @classmethod
    def of(cls, source: str, items: Sequence[Item]) -> Line:
        inner = _peel(source, _merge(_pair(source, items)))
        words = (reading(source, item.start, item.end) for item in inner if item.what is What.TEXT)
        return cls(source, tuple(inner), "".join(words))

    @property
    def places(self) -> list[tuple[int, int]]:
        """Where each character of `plain` stands in the source."""
        texts = (item for item in self.items if item.what is What.TEXT)
        return [place for item in texts for place in places(self.source, item.start, item.end)]


def marks_and_gaps(line: Line, locked: Sequence[tuple[int, int]]) -> tuple[tuple[Mark, ...], tuple[Gap, ...]]:
    """The marks of a line and the words between them, with the `locked` ranges of its plain text as quotations."""
    marks = tuple(_numbered(_with_quotations(line, locked)))
    edges = [line.items[0].start, *(edge for mark in marks for edge in (mark.start, mark.end)), line.items[-1].end]
    ranges = zip(edges[::2], edges[1::2], strict=True)
    return marks, tuple(Gap(start, end, reading(line.source, start, end)) for start, end in ranges)


def _pair(source: str, items: Sequence[Item]) -> list[Item]:
    """
    Start and end tags that belong together keep their role; the others become lone.

    So does a pair without words, and a raised or lowered sign: the mark of a footnote, the 2 of m².
    """
    partner = _partners(items)
    blank = [item.what is not What.TEXT or after_blanks(source, item.start, item.end) == item.end for item in items]
    wordy = [0, *accumulate(not each for each in blank)]
    result: list[Item] = []
    index = 0
    while index < len(items):
        item, other = items[index], partner.get(index)
        if item.what in (What.OPEN, What.CLOSE) and other is None:
            result.append(replace(item, what=What.LONE))
        elif item.what is What.OPEN and other is not None and (wordy[other] == wordy[index] or _is_sign(items, index, other)):
            result.append(Item(What.LONE, item.start, items[other].end))
            index = other
        else:
            result.append(item)
        index += 1
    return result


def _is_sign(items: Sequence[Item], first: int, last: int) -> bool:
    if items[first].name not in ("sup", "sub") or items[last].end - items[first].start > 1000:
        return False
    return not any(char.isspace() for item in items[first:last] for char in item.text.strip())


def _partners(items: Sequence[Item]) -> dict[int, int]:
    """Indexes of the start and end tags that belong together, both ways; of misnested ones, the outer."""
    partner: dict[int, int] = {}
    waiting: list[int] = []
    counts: dict[str, int] = {}
    for index, item in enumerate(items):
        if item.what is What.OPEN:
            waiting.append(index)
            counts[item.name] = counts.get(item.name, 0) + 1
        elif item.what is What.CLOSE:
            while counts.get(item.name):
                opened = waiting.pop()
                counts[items[opened].name] -= 1
                if items[opened].name == item.name:
                    partner[opened], partner[index] = index, opened
                    break
    return partner


def _merge(items: Sequence[Item]) -> list[Item]:
    """Marks that touch become one: pairs around the same words, and lone ones."""
    items = list(items)
    partner = _partners(items)
    result: list[Item] = []
    swallowed: set[int] = set()
    for index, item in enumerate(items):
        if index in swallowed:
            continue
        if item.what is What.OPEN:
            last = index
            while items[last + 1].what is What.OPEN and partner[last + 1] == partner[last] - 1:
                last += 1
                swallowed |= {last, partner[last - 1]}
            if last > index:
                closing = items[partner[last]]
                items[partner[last]] = replace(closing, end=items[partner[index]].end, name=item.name)
                item = replace(item, end=items[last].end)
        if item.what is What.LONE and result and result[-1].what is What.LONE:
            result[-1] = replace(result[-1], end=item.end)
        else:
            result.append(item)
    return result


def _peel(source: str, items: Sequence[Item]) -> list[Item]:
    """Without the blanks, lone marks and all-embracing pairs at its edges."""
    items = list(items)
    partner = _partners(items)
    first, last = 0, len(items) - 1
    while first <= last:
        head, tail = items[first], items[last]
        start = after_blanks(source, head.start, head.end) if head.what is What.TEXT else head.start
        end = before_blanks(source, tail.start, tail.end) if tail.what is What.TEXT else tail.end
        if head.what is What.LONE or (head.what is What.TEXT and start == head.end):
            first += 1
        elif tail.what is What.LONE or (tail.what is What.TEXT and end == tail.start):
            last -= 1
        elif head.what is What.OPEN and partner[first] == last:
            first, last = first + 1, last - 1
        elif start > head.start:
            items[first] = replace(head, start=start, text=source[start : head.end])
        elif end < tail.end:
            items[last] = replace(tail, end=end, text=source[tail.start : end])
        else:
            break
    return items[first : last + 1]


def _with_quotations(line: Line, locked: Sequence[tuple[int, int]]) -> Iterator[tuple[Item, str]]:
    """The marks of a line and, for those that stand for a quotation, its words.  What is inside of a quotation goes with it."""
    marks = [item for item in line.items if item.what is not What.TEXT]
    where = line.places if locked else []
    firsts, lasts = [first for first, _ in where], [last for _, last in where]
    at = 0
    for start, end, low, high in _whole(marks, [(firsts[first], lasts[last - 1]) for first, last in locked]):
        yield from ((mark, "") for mark in marks[at:low])
        yield Item(What.LONE, start, end), line.plain[bisect_left(firsts, start) : bisect_right(lasts, end)]
        at = high
    yield from ((mark, "") for mark in marks[at:])


def _whole(marks: Sequence[Item], locked: Sequence[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """
    For each quotation, given by its place in the source: the place with all that belongs to it, and the range of marks in it.

    A pair of tags that crosses the edge of a quotation is locked with it, with all its words; so is a pair around nothing else.
    """
    partner = _partners(marks)
    starts, ends = [mark.start for mark in marks], [mark.end for mark in marks]
    found: list[tuple[int, int, int, int]] = []
    for start, end in locked:
        inside = range(bisect_left(starts, start), bisect_right(ends, end))
        # Pairs are nested properly: what lies between the two halves of one is complete.
        low = min((partner.get(index, index) for index in inside), default=inside.start)
        high = max((partner.get(index, index) + 1 for index in inside), default=inside.stop)
        low, high = min(low, inside.start), max(high, inside.stop)
        if low < high:
            start, end = min(start, marks[low].start), max(end, marks[high - 1].end)
        while found and found[-1][1] > start:
            before = found.pop()
            start, end, low, high = min(start, before[0]), max(end, before[1]), min(low, before[2]), max(high, before[3])
        while low and partner.get(low - 1) == high and marks[low - 1].end == start and marks[high].start == end:
            low, high = low - 1, high + 1
            start, end = marks[low].start, marks[high - 1].end
        found.append((start, end, low, high))
    return found


def _numbered(marks: Iterable[tuple[Item, str]]) -> Iterator[Mark]:
    opened: list[int] = []
    number = 0
    for item, quotation in marks:
        if item.what is What.CLOSE:
            yield Mark(f"</t{opened.pop()}>", item.start, item.end)
            continue
        number += 1
        if item.what is What.OPEN:
            opened.append(number)
            yield Mark(f"<t{number}>", item.start, item.end)
        else:
            yield Mark(f"<q{number}/>" if quotation else f"<t{number}/>", item.start, item.end, quotation)
