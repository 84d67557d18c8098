"""Articles of any length, by seeded rules."""

from __future__ import annotations

import re
from random import Random


def long_post(words: int) -> str:
    """An article of so many words, and of paragraphs that differ: each with a name, a figure and a quotation of its own."""
    chance = Random(words)
    who = "council,harbour board,museum,school,club,fire brigade,theatre,university,hospital,railway,bakers,library".split(",")
    did = "announced {} plans for,often asked {} times for,began {} days ago to sell,closed {} and opened,needs {} people for".split(",")
    what = "the old bridge,a large hall,several shops,the main road,new lamps,two gardens,the station,ferries,many boats,a tower".split(",")
    when = "during summer,after meetings,in spite of costs,before winter,once again,without a vote".split(",")
    why = "{} roads were often closed,{} residents were ill,{} million was gone,{} had asked,rain fell {} days,{} were late".split(",")
    paragraphs: list[str] = []
    count = 0
    while count < words:
        number = len(paragraphs) + 100
        names = ["".join(chance.choice("bdfgklmnprst") + chance.choice("aeiou") for _ in range(3)).title() for _ in range(4)]
        parts = [chance.choice(each) for each in (who, did, what, when, why, who, did, what, when, why)]
        near = zip(names, (parts[:5], parts[5:]), strict=False)
        first, second = (f"the {a} {b} {c} {d} near {name} because {e}".replace("{}", str(number)) for name, (a, b, c, d, e) in near)
        quoted = f"“We have {number} reasons to go on,” said {names[2]} {names[3]}, who lives near {what[number % 10]}."
        paragraphs.append(f"<p>On Monday {first}, and {number} said that {second}. {quoted}</p>")
        count += len(re.findall(r"\w+", paragraphs[-1])) - 2
    return "\n".join(paragraphs)
