"""The account that config/wordpress/role.md describes, made by its very code: what WordPress lets it do, and what not."""

from __future__ import annotations

import pytest
from support.races import make_account

from worker.config import Secret
from worker.demo.lab import WordPress
from worker.errors import Published
from worker.wordpress.http import Session
from worker.wordpress.push import copy, replace, suggest
from worker.wordpress.rest import RestSite

pytestmark = pytest.mark.real

TITLE, BODY = "Council votes", '<p>The council voted.</p>\n<iframe src="https://video.example/7"></iframe>'
NEW_TITLE, NEW_BODY = "Council decides", BODY.replace("voted", "decided")


@pytest.mark.parametrize("wordpress_version", ["6.8", "7.1"])
def test_it_can_do_all_that_redraft_does_and_wordpress_refuses_it_to_publish(wordpress: WordPress) -> None:
    session = Session("bot", Secret(make_account(wordpress)))
    site = RestSite("blog", wordpress.url, "bot", ("post",), session)
    author = wordpress.users["author"].id
    post_id = int(wordpress.php(_DRAFT % (author, TITLE, BODY)))
    address = f"{wordpress.url}/wp-json/wp/v2/posts/{post_id}"

    assert [seen.post_id for seen in site.changed(None).seen] == [post_id]
    draft = site.fetch(post_id)
    assert suggest(site, draft, NEW_TITLE, NEW_BODY).holds(NEW_TITLE, NEW_BODY)
    assert copy(site, draft, NEW_TITLE, NEW_BODY).holds(NEW_TITLE, NEW_BODY)
    assert site.fetch(post_id) == draft
    assert replace(site, draft, NEW_TITLE, NEW_BODY).holds(NEW_TITLE, NEW_BODY)

    assert session.post(address, {}).status == 200
    for refused in ({"status": "publish"}, {"status": "private"}, {"status": "future", "date": "2030-01-01T00:00:00"}):
        assert session.post(address, refused).status == 403
    assert session.post(address, {}, {"_method": "DELETE"}).status == 403
    assert wordpress.php(f"echo get_post_status({post_id});") == "draft"

    wordpress.php(f"wp_publish_post({post_id});")
    assert session.post(address, {"content": "<p>Changed.</p>"}).status == 403
    for way in (replace, suggest, copy):
        with pytest.raises(Published):
            way(site, draft, NEW_TITLE, "<p>Other.</p>")
    assert wordpress.php(f"echo get_post({post_id})->post_content;") == NEW_BODY


_DRAFT = """
kses_remove_filters();
echo wp_insert_post(['post_author' => %d, 'post_title' => '%s', 'post_content' => '%s']);
"""
