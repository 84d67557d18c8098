"""What a rule is, what it answers with, and how a list of rules becomes verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from worker.text.facts import Facts, facts
from worker.text.lexicon import Lexicon

Action = Literal["keep", "flag", "refuse"]


class Doubt(str):
    """A complaint on weak evidence: whatever the rule does with a fault, this one is shown to the editor only."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    One complaint about a rewritten text.

    keep: the source's words stay.  flag: the rewrite stands, an editor should look.  refuse: nothing may be written.
    """

    rule: str
    action: Action
    reason: str


@dataclass(frozen=True, slots=True)
class Context:
    """
    What the rules know besides the two texts.

    `names`: names of the whole document, folded (`facts.names`).  `body`: its plain text, which headlines are held to.
    `strictness`: rule name to "keep", "flag" or "off", for the rules that are not `fixed`.
    """

    lexicon: Lexicon
    names: frozenset[str] = frozenset()
    kind: str = "paragraph"
    body: str = ""
    strictness: Mapping[str, str] = field(default_factory=dict)


Test = Callable[[Facts, Facts, Context], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """
    `test` answers with a complaint for an editor, "" if it has none; a `Doubt` is flagged unless a site says "keep".

    `fixed`: protects markup or quotations, so no setting weakens it.  `words`: tables of the lexicon; without any of them the rule
    sees nothing.
    """

    name: str
    test: Test
    action: Action
    source: str = ""  # E-number
    fixed: bool = False
    words: tuple[str, ...] = ()

    def runs(self, context: Context) -> bool:
        """Whether it can see anything: the site has not switched it off, and the language has words for it."""
        off = not self.fixed and context.strictness.get(self.name) == "off"
        return not off and (not self.words or not context.lexicon.tables.isdisjoint(self.words))


def judge(rules: Sequence[Rule], source: str, result: str, context: Context) -> tuple[Verdict, ...]:
    """What the rules say of a result, in their order."""
    if not result.strip():
        return (Verdict("empty", "keep", "nothing came back"),)
    before, after = facts(source, context.lexicon), facts(result, context.lexicon)
    found = []
    for rule in rules:
        if rule.runs(context) and (reason := rule.test(before, after, context)):
            wanted = "" if rule.fixed else context.strictness.get(rule.name, "")
            found.append(Verdict(rule.name, _action(rule, wanted, reason), str(reason)))
    return tuple(found)


def _action(rule: Rule, wanted: str, reason: str) -> Action:
    if wanted in ("keep", "flag"):
        return "keep" if wanted == "keep" else "flag"
    return "flag" if isinstance(reason, Doubt) else rule.action


def decisive(complaints: Iterable[tuple[bool, str]]) -> str:
    """The first complaint that is beyond doubt, else the first one as a doubt, else ""."""
    doubt = ""
    for beyond_doubt, reason in complaints:
        if beyond_doubt:
            return reason
        doubt = doubt or reason
    return Doubt(doubt)
