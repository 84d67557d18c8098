"""What `changed_by_kses` lets pass is saved unchanged for an account without unfiltered_html, by WordPress itself."""

from __future__ import annotations

import base64
import json
import random

import pytest

from worker.demo.lab import WordPress
from worker.wordpress.kses import changed_by_kses

pytestmark = pytest.mark.real

# What the block editor writes and such an account's draft therefore holds; `True`: it must pass.
WHOLE = {
    '<p class="has-text-align-center" style="font-size:22px;line-height:1.5">Tom &amp; <em>Ann</em>&#8217;s</p>': True,
    '<figure class="wp-block-image"><img src="https://x.example/a.jpg" alt="" class="wp-image-5" /></figure>': True,
    '<a href="https://x.example:8080/a?b=c&amp;d=e#f" target="_blank" rel="noreferrer noopener">z</a>': True,
    '<!-- wp:column {"width":"33.33%"} --><div style="flex-basis:33.33%"></div><!-- /wp:column -->': True,
    '<div style="padding-top:var(--wp--preset--spacing--30);border-radius:5px">x</div>': True,
    '<ol start="3" reversed><li>a</li></ol><video controls src="https://x.example/v.mp4"></video>': True,
    '<table><thead><tr><th scope="col">h</th></tr></thead><tbody><tr><td colspan="2">d</td></tr></tbody></table>': True,
    '<sup class="fn" data-fn="ab-c" id="ab"><a href="#ab-c">1</a></sup>[gallery ids="1"]<!--more-->': True,
    '<p>Watch:</p><iframe src="https://video.example/7"></iframe>': False,
    "<script>a && b</script><style>p{}</style>": False,
    '<img src="a.jpg" alt=""/><br/>': False,
    '<!-- wp:embed {"url":"https://v.example/?b=1\\u0026c=2"} -->\n<p>x</p>\n<!-- /wp:embed -->': False,
    '<!-- wp:spacer {"a":{},"n":1.0} /-->': False,
    '<p onclick="x()" style="position:fixed;">5 < 6</p>': False,
}
PIECES = [
    *(
        "<p>",
        "</p>",
        "<br />",
        "<br/>",
        "<br>",
        "<em class='a'>",
        '<em class="a">',
        "</em>",
        "<li>",
        '<p title="it\'s">',
    ),
    *(
        "&",
        "&amp;",
        "&#039;",
        "&#39;",
        "&#8217;",
        "&#x2019;",
        "&nbsp;",
        "&nope;",
        "a < b",
        "<",
        ">",
        "-->",
        "--",
        "\\",
        '"',
        "'",
    ),
    *('<a href="https://x.example/?a=1&amp;b=2">', '<a href="javascript:x">', "</a>", '<p style="text-align:center">'),
    *(
        "<!-- wp:paragraph -->",
        "<!-- /wp:paragraph -->",
        '<!-- wp:spacer {"height":"20px"} /-->',
        "<!-- wp:core/x /-->",
    ),
    *("<!--more-->", "<!-- a note -->", '[gallery ids="1"]', "x", "\n", "é", "😀", "\u00a0", '<p style="color:red;">'),
]
AS_SAVED = """
wp_set_current_user(get_user_by('login', 'author')->ID);
kses_init();
foreach (json_decode(base64_decode('%s')) as $text) {
    $saved[] = wp_unslash(apply_filters('content_save_pre', wp_slash($text)));
}
echo json_encode($saved);
"""


@pytest.mark.parametrize("wordpress_version", ["6.8", "7.1"])
def test_what_passes_the_prediction_is_saved_as_it_is(wordpress: WordPress) -> None:
    chance = random.Random(7)
    texts = [*WHOLE, *("".join(chance.choices(PIECES, k=chance.randint(1, 6))) for _ in range(3_000))]
    data = base64.b64encode(json.dumps(texts).encode()).decode()
    saved = json.loads(wordpress.php(AS_SAVED % data))
    passed = [(text, after) for text, after in zip(texts, saved, strict=True) if not changed_by_kses(text)]
    assert [(text, after) for text, after in passed if text != after] == []
    same = sum(text == after for text, after in zip(texts, saved, strict=True))
    assert len(passed) > 0.7 * same  # the rest is nested wrongly; it does not refuse whatever it sees


@pytest.mark.parametrize(("text", "passes"), WHOLE.items())
def test_usual_markup_passes_and_what_kses_takes_does_not(text: str, passes: bool) -> None:
    assert (changed_by_kses(text) == "") is passes
