"""Articles far longer than a question."""

from __future__ import annotations

import re

from support.long_post import long_post
from support.scripted_model import scripted_model

from worker.config import ModelSettings
from worker.guide import Guide
from worker.model import client
from worker.rewrite import rewrite
from worker.text.units import skeleton


def test_a_post_of_40_000_words_loses_no_paragraph_and_gets_its_headline_last() -> None:
    body = long_post(40_000)
    assert len(re.findall(r"\w+", re.sub("<[^>]+>", "", body))) >= 40_000
    with scripted_model("quick") as script:
        settings = ModelSettings(kind="openai", base_url=script.base_url, name="scripted", key_env="", context=8_192)
        result = rewrite("Council announced several large plans", body, client.connect(settings, ""), Guide.of())
        asked = [name for call in script.journal for name in call.asked]
    assert asked == [*(unit.id for unit in result.proof.units), "title"]  # each once, in its order
    assert result.proof.changed == len(result.proof.units) == body.count("<p>")
    assert skeleton(result.body) == skeleton(body)
    assert re.findall(r"“[^”]+”", result.body) == re.findall(r"“[^”]+”", body)
