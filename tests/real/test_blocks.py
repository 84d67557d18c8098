"""A post whose block delimiters are nested, as the API shows it, is stored and shown again without a change."""

from __future__ import annotations

import random

import pytest
from support.doors import RestDoor

from worker.demo.lab import WordPress
from worker.wordpress.blocks import nested

pytestmark = pytest.mark.real

PIECES = [
    *("<!-- wp:paragraph -->", "<!-- /wp:paragraph -->", '<!-- wp:group {"a":{},"n":1.50} -->', "<!-- /wp:group -->"),
    *(
        '<!-- wp:y {"q":"\\"<b>--&"} /-->',
        "<!-- /wp:stray -->",
        "<!--   wp:x -->",
        "<!-- wp:bad {x} -->",
        "<!--more-->",
    ),
    *("<!-- wp:core/quote -->", "<!-- /wp:core/quote -->", "<p>One</p>", "Text", "\n"),
]


@pytest.mark.parametrize("wordpress_version", ["6.8", "7.1"])
def test_what_is_nested_as_read_is_written_as_read(wordpress: WordPress) -> None:
    chance = random.Random(11)
    door = RestDoor(wordpress)
    draft = door.site.fetch(door.add("Title", "Text"))
    tried = 0
    for _ in range(20):
        body = "".join(chance.choices(PIECES, k=chance.randint(1, 6)))
        draft = door.site.write(draft, "Title", body)  # what somebody left there
        if nested(draft.body):
            tried += 1
            shown = draft.body
            draft = door.site.write(door.site.write(draft, "Title", "Text"), "Title", shown)
            assert draft.body == shown
    assert tried > 5
