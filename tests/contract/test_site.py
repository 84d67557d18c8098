"""What every door to a WordPress site promises (worker.wordpress.site), on real sites and on the fake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support.doors import POST_TYPES, Door

from worker.errors import EditConflict, GiveUp, Gone, LoginRefused, Published
from worker.wordpress.site import Label, Site, Terms

TITLE, BODY = "Council votes", "<!-- wp:paragraph -->\n<p>The council voted on Monday.</p>\n<!-- /wp:paragraph -->"
NEW_TITLE, NEW_BODY = "Council decides", BODY.replace("voted", "decided")
FIRST = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def listed(site: Site, since: datetime | None = None) -> list[int]:
    return [one.post_id for one in site.changed(since).seen]


# Who may come in


def test_the_account_behind_the_credentials_is_told(door: Door) -> None:
    account = door.site.account()
    assert account.user_id > 0
    assert account.roles == ("editor",)
    assert {"edit_others_posts", "unfiltered_html"} <= account.capabilities


def test_a_wrong_password_is_refused_by_every_call(door: Door) -> None:
    post_id = door.add(TITLE, BODY)
    draft = door.site.fetch(post_id)
    stranger = door.stranger()
    for call in (
        stranger.account,
        lambda: stranger.changed(None),
        lambda: stranger.fetch(post_id),
        lambda: stranger.terms(draft),
        lambda: stranger.has_revision_of(draft),
        lambda: stranger.keep_revision(draft),
        lambda: stranger.write(draft, NEW_TITLE, NEW_BODY),
    ):
        with pytest.raises(LoginRefused):
            call()
    assert door.site.fetch(post_id) == draft


def test_a_published_post_is_not_shown_to_a_stranger_either(door: Door) -> None:
    post_id = door.add(TITLE, BODY, status="publish")
    with pytest.raises(LoginRefused):
        door.stranger().fetch(post_id)


# What there is to do


def test_drafts_and_pending_posts_of_the_configured_types_are_listed_and_nothing_else(door: Door) -> None:
    wanted = {door.add(TITLE, BODY, post_type=post_type) for post_type in POST_TYPES} | {door.add(TITLE, BODY, status="pending")}
    for status in ("publish", "private"):
        door.add(TITLE, BODY, status=status)
    trashed = door.add(TITLE, BODY)
    door.person_saves(trashed, status="trash")
    assert set(listed(door.site)) == wanted
    assert not door.site.changed(None).hidden


def test_a_poll_tells_time_status_and_author_of_each_draft(door: Door) -> None:
    post_id = door.add(TITLE, BODY, status="pending")
    [seen] = door.site.changed(None).seen
    draft = door.site.fetch(post_id)
    assert (seen.post_id, seen.modified, seen.status, seen.author) == (post_id, draft.modified, "pending", draft.author)
    assert seen.post_type == "post"
    assert seen.author > 0
    assert seen.modified.tzinfo == UTC


def test_polling_from_the_time_of_the_last_poll_misses_no_save(door: Door) -> None:
    [old] = door.add_old([FIRST])
    at = door.site.changed(None).at
    post_id = door.add(TITLE, BODY)  # perhaps in the same second as the poll
    assert post_id in listed(door.site, at)
    assert old not in listed(door.site, at)


def test_a_draft_changed_in_the_very_second_of_the_watermark_is_listed(door: Door) -> None:
    long_before, at, after = door.add_old([FIRST - timedelta(minutes=1), FIRST, FIRST + timedelta(minutes=1)])
    assert listed(door.site, FIRST) == [at, after]
    assert listed(door.site, None) == [long_before, at, after]


def test_hundreds_of_drafts_are_listed_once_each_in_the_order_of_their_times(door: Door) -> None:
    ids = door.add_old([FIRST + timedelta(seconds=number) for number in range(230)])
    assert listed(door.site) == ids
    later = listed(door.site, FIRST + timedelta(seconds=100))
    assert later[-130:] == ids[100:]
    assert set(later) <= set(ids[98:])  # two seconds of overlap


def test_an_import_of_hundreds_of_drafts_within_one_second_is_listed_whole(door: Door) -> None:
    ids = door.add_old([FIRST] * 230)
    assert listed(door.site) == ids
    assert listed(door.site, FIRST) == ids


# One draft


@pytest.mark.parametrize("post_type", POST_TYPES)
@pytest.mark.parametrize("status", ["draft", "pending"])
def test_a_draft_is_read_as_it_was_written(door: Door, status: str, post_type: str) -> None:
    draft = door.site.fetch(door.add(TITLE, BODY, status=status, post_type=post_type))
    assert (draft.title, draft.body, draft.status, draft.post_type) == (TITLE, BODY, status, post_type)
    assert draft.unfiltered is True
    assert draft.modified.tzinfo == UTC
    assert draft.modified.microsecond == 0


def test_an_account_without_unfiltered_html_is_told_apart(door: Door) -> None:
    post_id = door.add(TITLE, BODY)
    assert door.without_unfiltered_html().fetch(post_id).unfiltered is False


def test_a_published_post_can_be_read(door: Door) -> None:
    assert door.site.fetch(door.add(TITLE, BODY, status="publish")).status == "publish"


def test_a_post_that_never_was_is_gone(door: Door) -> None:
    with pytest.raises(Gone):
        door.site.fetch(987_654)


def test_a_post_in_the_trash_is_gone(door: Door) -> None:
    post_id = door.add(TITLE, BODY)
    door.person_saves(post_id, status="trash")
    with pytest.raises(Gone):
        door.site.fetch(post_id)


def test_categories_and_tags_are_told_by_name_and_slug(door: Door) -> None:
    post_id = door.add(TITLE, BODY)
    door.person_files(post_id, categories=["Local News"], tags=["Wire & Co", "Срочно"])
    terms = door.site.terms(door.site.fetch(post_id))
    assert [(label.name, label.slug) for label in terms.categories] == [("Local News", "local-news")]
    assert {label.name for label in terms.tags} == {"Wire & Co", "Срочно"}
    assert any(label.bears("срочно") for label in terms.tags)


def test_a_post_in_no_category_is_uncategorized_and_a_page_has_neither(door: Door) -> None:
    post, page = door.add(TITLE, BODY), door.add(TITLE, BODY, post_type="page")
    door.person_files(post)
    terms = door.site.terms(door.site.fetch(post))
    assert ([label.slug for label in terms.categories], terms.tags) == (["uncategorized"], ())
    assert door.site.terms(door.site.fetch(page)) == Terms()


def test_a_change_of_categories_or_tags_alone_moves_the_time(door: Door) -> None:
    [post_id] = door.add_old([FIRST])
    door.person_files(post_id, tags=["wire"])
    assert door.site.fetch(post_id).modified > FIRST
    assert post_id in listed(door.site, FIRST + timedelta(days=1))


def test_an_author_is_told_by_name_though_nothing_by_them_was_ever_published(door: Door) -> None:
    draft = door.site.fetch(door.add(TITLE, BODY))
    assert door.site.author(draft.author) == Label("Author", "author")
    assert door.site.author(987_654) == Label("", "")


def test_names_that_the_site_does_not_have_are_told(door: Door) -> None:
    door.person_files(door.add(TITLE, BODY), categories=["Local News"], tags=["Wire & Co", "Срочно"])
    assert door.site.unknown("tag", ["WIRE & co", "Срочно", "wir", "Local News"]) == ("wir", "Local News")
    assert door.site.unknown("category", ["local-news", "Uncategorized", "Sport"]) == ("Sport",)
    assert door.site.unknown("author", ["AUTHOR", "nobody"]) == ("nobody",)


# Writing


@pytest.mark.parametrize("post_type", POST_TYPES)
@pytest.mark.parametrize("status", ["draft", "pending"])
def test_a_write_changes_title_and_body_and_nothing_else(door: Door, status: str, post_type: str) -> None:
    post_id = door.add(TITLE, BODY, status=status, post_type=post_type)
    before = door.all_but_the_text(post_id)
    after = door.site.write(door.site.fetch(post_id), NEW_TITLE, NEW_BODY)
    assert (after.title, after.body, after.status) == (NEW_TITLE, NEW_BODY, status)
    assert door.site.fetch(post_id) == after
    assert door.all_but_the_text(post_id) == before


@pytest.mark.parametrize("post_type", ["post", "page"])
@pytest.mark.parametrize("dated", [False, True], ids=["floating", "dated"])
def test_whatever_else_a_post_has_stays_as_it_is(door: Door, post_type: str, dated: bool) -> None:
    """Slug, date, author, terms, image, excerpt, meta, format, comments, stickiness, template, password, parent, order."""
    post_id = door.add(TITLE, BODY, post_type=post_type)
    door.dress(post_id, dated=dated)
    before = door.all_but_the_text(post_id)
    draft = door.site.fetch(post_id)
    door.site.keep_revision(draft)
    assert door.all_but_the_text(post_id) == before
    door.site.write(draft, NEW_TITLE, NEW_BODY)
    assert door.all_but_the_text(post_id) == before


EXACT = {
    "CRLF": "<p>One</p>\r\n<p>Two</p>\r\n",
    "outer blanks": "  \n<p>One</p>\n\n  ",
    "four bytes": "<p>😀 𝒳 👩‍👩‍👧 漢字 \U0002f81a</p>",
    "no-break space": "<p>5\u00a0% and\u202f7 and &nbsp;</p>",
    "backslashes": r"<p>C:\new\table \\ \' \" \u0022 \0 %20 %s $1</p>",
    "quotation marks": """<p title="it's">"double" 'single' “curly”</p>""",
    "escaped block attributes": '<!-- wp:x {"a":"\\u0022q\\u0022 \\u003cb\\u003e \\u002d\\u002d"} -->x<!-- /wp:x -->',
    "references": "<p>&amp; &lt; &#8217; &#x2019; &hellip; &amp;amp; a &copy</p>",
    "shortcode and script": '[gallery ids="1,2"]\n<script>if (a < b && c) { d("\\n"); }</script>\n<!--more-->',
    "right to left": "<p>\u200fשלום‏ \u202bمرحبا\u202c</p>",
    "combining marks": "<p>e\u0301 \u1112\u1161\u11ab</p>",
    "nothing": "",
}


@pytest.mark.parametrize("body", EXACT.values(), ids=EXACT.keys())
def test_a_body_comes_back_as_the_very_characters_that_were_sent(door: Door, body: str) -> None:
    post_id = door.add(TITLE, BODY)
    assert door.site.write(door.site.fetch(post_id), TITLE, body).body == body
    assert door.site.fetch(post_id).body == body


def test_a_character_that_a_door_cannot_carry_is_refused_before_the_write(door: Door) -> None:
    """XML has no place for control characters; every other door stores them."""
    body = "<p>a\x01b\x1f</p>"
    draft = door.site.fetch(door.add(TITLE, BODY))
    try:
        assert door.site.write(draft, TITLE, body).body == body
    except GiveUp:
        assert door.site.fetch(draft.post_id) == draft


@pytest.mark.parametrize("title", ["Q&A: “yes” 😀", "a\\b \\' \\u0022", "<em>One</em> &amp; two", "Prices < 5"])
def test_a_title_comes_back_as_the_very_characters_that_were_sent(door: Door, title: str) -> None:
    post_id = door.add(TITLE, BODY)
    assert door.site.write(door.site.fetch(post_id), title, BODY).title == title


def test_blanks_around_a_title_are_no_difference(door: Door) -> None:
    post_id = door.add(TITLE, BODY)
    after = door.site.write(door.site.fetch(post_id), "  Blanks \n", BODY)
    assert after.holds("  Blanks \n", BODY)
    assert door.site.write(after, NEW_TITLE, NEW_BODY).holds(NEW_TITLE, NEW_BODY)


@pytest.mark.parametrize("changed", [{"title": "Mine"}, {"body": "<p>Mine.</p>"}, {"status": "pending"}])
def test_a_draft_that_somebody_changed_meanwhile_is_not_written(door: Door, changed: dict[str, str]) -> None:
    post_id = door.add(TITLE, BODY)
    stale = door.site.fetch(post_id)
    door.person_saves(post_id, **changed)
    theirs = door.site.fetch(post_id)
    with pytest.raises(EditConflict):
        door.site.write(stale, NEW_TITLE, NEW_BODY)
    assert door.site.fetch(post_id) == theirs


@pytest.mark.parametrize("status", ["publish", "private"])
def test_a_post_that_is_no_draft_any_more_is_not_written(door: Door, status: str) -> None:
    post_id = door.add(TITLE, BODY)
    stale = door.site.fetch(post_id)
    door.person_saves(post_id, status=status)
    theirs = door.site.fetch(post_id)
    for known in (stale, theirs):
        with pytest.raises(Published):
            door.site.write(known, NEW_TITLE, NEW_BODY)
    assert door.site.fetch(post_id) == theirs


def test_a_trashed_draft_is_not_written(door: Door) -> None:
    post_id = door.add(TITLE, BODY)
    stale = door.site.fetch(post_id)
    door.person_saves(post_id, status="trash")
    with pytest.raises(Gone):
        door.site.write(stale, NEW_TITLE, NEW_BODY)


def test_a_save_that_changed_nothing_is_no_conflict(door: Door) -> None:
    post_id = door.add(TITLE, BODY)
    known = door.site.fetch(post_id)
    door.person_saves(post_id, title=TITLE)
    assert door.site.write(known, NEW_TITLE, NEW_BODY).title == NEW_TITLE


# Revisions


def test_without_a_kept_revision_the_original_would_be_lost(door: Door) -> None:
    post_id = door.add(TITLE, BODY)
    original = door.site.fetch(post_id)
    assert not door.site.has_revision_of(original)
    door.site.write(original, NEW_TITLE, NEW_BODY)
    original_kept = [(TITLE, BODY), (NEW_TITLE, NEW_BODY)]  # by the companion plugin, in the same write
    assert door.revisions(post_id) in ([(NEW_TITLE, NEW_BODY)], original_kept)
    assert door.site.has_revision_of(original) == (door.revisions(post_id) == original_kept)


def test_a_kept_revision_holds_the_original_once_and_changes_nothing_else(door: Door) -> None:
    post_id = door.add(TITLE, BODY)
    before = door.all_but_the_text(post_id)
    original = door.site.fetch(post_id)
    door.site.keep_revision(original)
    door.site.keep_revision(original)
    assert door.revisions(post_id) == [(TITLE, BODY)]
    assert door.site.has_revision_of(original)
    assert door.all_but_the_text(post_id) == before
    door.site.write(original, NEW_TITLE, NEW_BODY)
    assert door.revisions(post_id) == [(TITLE, BODY), (NEW_TITLE, NEW_BODY)]
    assert door.site.has_revision_of(original)


def test_a_revision_counts_only_with_both_title_and_body(door: Door) -> None:
    post_id = door.add(TITLE, BODY)
    door.person_saves(post_id, title="Other title")
    door.person_saves(post_id, title=TITLE, body="<p>Other body.</p>")
    original = door.site.fetch(post_id)
    door.person_saves(post_id, title="Third", body=BODY)
    assert door.site.has_revision_of(original)
    assert not door.site.has_revision_of(door.site.fetch(door.add(TITLE, BODY)))


def test_a_revision_from_long_ago_is_found(door: Door) -> None:
    post_id = door.add("Version 0", BODY)
    door.site.keep_revision(door.site.fetch(post_id))
    first = door.site.fetch(post_id)
    for number in range(1, 13):
        door.person_saves(post_id, title=f"Version {number}")
    assert door.site.has_revision_of(first)


def test_the_address_of_the_editor_names_the_post(door: Door) -> None:
    assert door.site.edit_url(7) == f"{door.site.url}/wp-admin/post.php?post=7&action=edit"
