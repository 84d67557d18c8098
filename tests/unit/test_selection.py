"""Which drafts of a site are taken by its table [select], and what of the others is said and remembered."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.desk import BODY, QUIET, TITLE, Desk, desk
from support.memory_wordpress import AUTHOR, EDITOR, MemorySite

from worker import offers, pipeline, selection
from worker.config import SelectSettings
from worker.errors import Misconfigured, RedraftError, Unreachable
from worker.selection import by_author, by_terms, by_text, without_markers
from worker.wordpress import site as site_module
from worker.wordpress.site import Draft, Label, Terms

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
FILED = Terms((Label("Local News", "local-news"),), (Label("R&D", "r-d"), Label("wire", "wire")))
GERMAN = "<p>Der Rat hat am Montag mit den Stimmen der Mehrheit für den neuen Weg gestimmt, und die Arbeiten beginnen im Mai.</p>"


def draft(title: str = TITLE, body: str = BODY) -> Draft:
    return Draft(7, "post", "draft", title, body, NOW, AUTHOR)


# Decisions


@pytest.mark.parametrize("module", [selection, site_module])
def test_the_examples_are_right(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_a_site_that_selects_nothing_takes_everything() -> None:
    anything = SelectSettings()
    assert by_text(draft("", ""), anything) is None
    assert by_terms(Terms(), anything) is None
    assert by_author(0, Label("", ""), anything) is None


@pytest.mark.parametrize(
    ("select", "reason"),
    [
        (SelectSettings(categories=("LOCAL NEWS",)), None),
        (SelectSettings(categories=("sport", "local-news")), None),
        (SelectSettings(categories=("sport", "News")), "it is in none of the categories sport, News"),
        (SelectSettings(not_categories=("local news",)), "it is in the category local news"),
        (SelectSettings(tags=("Wire",)), None),
        (SelectSettings(tags=("r&d",)), None),
        (SelectSettings(tags=("r",)), "it has none of the tags r"),
        (SelectSettings(not_tags=("hold", "wire")), "it has the tag wire"),
        (SelectSettings(tags=("wire",), not_categories=("Local News",)), "it is in the category Local News"),
    ],
)
def test_categories_and_tags_go_by_name_or_slug_whatever_their_capitals(select: SelectSettings, reason: str | None) -> None:
    assert by_terms(FILED, select) == reason


@pytest.mark.parametrize(
    ("select", "reason"),
    [
        (SelectSettings(authors=("7",)), None),
        (SelectSettings(authors=("77", "bert")), "its author is not among 77, bert"),
        (SelectSettings(authors=("ann smith",)), None),
        (SelectSettings(authors=("Ann.Smith",)), None),
        (SelectSettings(authors=("ann-smith",)), None),
        (SelectSettings(not_authors=("ann.smith",)), "its author is ann.smith"),
        (SelectSettings(not_authors=("7",)), "its author is 7"),
    ],
)
def test_authors_go_by_id_name_log_in_name_or_slug(select: SelectSettings, reason: str | None) -> None:
    assert by_author(7, Label("Ann Smith", "ann-smith"), select) == reason
    assert by_author(7, Label("Ann Smith", "ann.smith"), select) == reason


def test_nobody_is_no_author_of_that_name() -> None:
    assert by_author(0, Label("", ""), SelectSettings(authors=("ann",))) == "its author is not among ann"


@pytest.mark.parametrize(
    ("marker", "title", "marked"),
    [
        ("[rw]", "[RW] Council votes", True),
        ("[rw]", "Council[rw]votes", True),
        ("[rw]", "Council votes rw", False),
        ("rw", "Norway votes", False),
        ("rw", "RW: Norway votes", True),
        ("AI:", "Dubai: a city", False),
        ("AI:", "ai: a city", True),
        ("編集", "【編集】市議会", True),
        (".*", "Council votes", False),
    ],
)
def test_a_mark_of_letters_stands_alone_in_the_title_and_one_with_brackets_anywhere(marker: str, title: str, marked: bool) -> None:
    wanted, unwanted = SelectSettings(title_markers=(marker,)), SelectSettings(not_title_markers=(marker,))
    assert by_text(draft(title), wanted) == (None if marked else f"its title has none of the marks {marker}")
    assert by_text(draft(title), unwanted) == (f"its title has the mark {marker}" if marked else None)


@pytest.mark.parametrize(
    ("title", "without"),
    [
        ("[rw] Council votes", "Council votes"),
        ("Council votes [RW]", "Council votes"),
        ("Council [rw] votes", "Council votes"),
        ("[rw][ai] [rw] Council votes", "Council votes"),
        ("[rw]", ""),
        (" Council  votes ", " Council  votes "),
    ],
)
def test_the_marks_are_no_part_of_the_title_that_is_revised(title: str, without: str) -> None:
    assert without_markers(title, SelectSettings(title_markers=("[rw]", "[AI]"))) == without


@given(st.text(), st.lists(st.text(min_size=1).filter(lambda text: text.strip() != "")))
def test_no_mark_that_was_looked_for_is_left_in_a_title_and_one_without_any_stays(title: str, markers: list[str]) -> None:
    select = SelectSettings(title_markers=tuple(markers))
    left = without_markers(title, select)
    if by_text(draft(title), select):
        assert left == title
    elif markers:
        assert left != title


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>One <b>two</b></p><p>three</p>", 3),
        ("<p>five&nbsp;words&hellip; it&#8217;s 12,000 m</p>", 5),
        ("<p>well-known l’eau</p><script>not a word</script><!-- nor here -->", 2),
        ('<!-- wp:paragraph {"className":"no word"} -->\n<p>市議会は新しい</p>\n<!-- /wp:paragraph -->', 3),
        ("<p>كلمات عربية هنا</p>", 3),
        ("", 0),
    ],
)
def test_words_are_counted_as_a_reader_sees_them(body: str, words: int) -> None:
    assert by_text(draft(body=body), SelectSettings(min_words=words)) is None
    assert by_text(draft(body=body), SelectSettings(min_words=words + 1)) == f"it has fewer than {words + 1} words"


def test_the_language_is_that_of_the_text_and_one_that_cannot_be_told_is_not_selected() -> None:
    select = SelectSettings(languages=("en", "fr"))
    assert by_text(draft(), select) is None
    assert by_text(draft("Der Rat stimmt zu", GERMAN), select) == "its language is not among en, fr"
    assert by_text(draft("Council", "<p>12,000</p>"), select) == "its language cannot be told"


# Rounds


@pytest.fixture
def site() -> MemorySite:
    return MemorySite()


@pytest.fixture
def wire(tmp_path: Path, site: MemorySite) -> Iterator[Desk]:
    """A desk that takes what has the tag "wire"."""
    with desk(tmp_path, site, select=SelectSettings(tags=("wire",))) as opened:
        yield opened


def test_a_draft_that_is_not_selected_costs_no_call_and_is_read_once(wire: Desk, site: MemorySite) -> None:
    other, ours = site.add(TITLE, BODY), site.add(TITLE, BODY, tags=["Wire"])
    wire.rest()
    found = wire.look()
    assert [task.post_id for task in found.tasks] == [ours]
    assert found.passed == [(other, "it has none of the tags wire")]
    site.person_trashes(ours)
    wire.rest()
    read = counted(site)
    for _ in range(3):
        wire.rest(timedelta(minutes=1))
        assert wire.look().passed == []
    assert other not in read
    assert wire.model.journal == []
    assert wire.store.passed_over("blog") == {"it has none of the tags wire": 1}
    assert site.held(other).body == BODY


def counted(site: MemorySite) -> list[int]:
    """The posts that are fetched from now on."""
    read: list[int] = []
    fetch = site.fetch

    def counting(post_id: int) -> Draft:
        read.append(post_id)
        return fetch(post_id)

    site.fetch = counting  # type: ignore[method-assign]
    return read


def test_a_draft_that_gets_the_tag_is_taken_though_its_text_is_the_same(wire: Desk, site: MemorySite) -> None:
    post_id = wire.write_draft()
    assert wire.round() == []
    site.person_files(post_id, tags=["wire"])
    wire.rest()
    assert [outcome.kind for outcome in wire.round()] == ["revised"]
    assert wire.store.passed_over("blog") == {}


def test_a_person_who_asks_for_a_draft_gets_it_whatever_the_site_selects(wire: Desk) -> None:
    post_id = wire.write_draft()
    assert wire.look().tasks == []
    assert [outcome.kind for outcome in wire.round(only=(post_id,))] == ["revised"]


def test_a_failed_draft_that_is_not_selected_any_more_is_not_tried_again_until_it_is(wire: Desk, site: MemorySite) -> None:
    post_id = site.add(TITLE, BODY, tags=["wire"])
    wire.rest()
    (task,) = wire.look().tasks
    site.fails_with(Unreachable("down"))
    assert pipeline.revise(wire.rooms, task).kind == "failed"
    site.person_files(post_id)
    wire.rest(timedelta(hours=1))
    assert wire.round() == []
    assert wire.round(eager=True) == []
    assert wire.store.history("blog", post_id)[0].reason == "it is not selected any more: it has none of the tags wire"
    site.person_files(post_id, tags=["wire"])
    wire.rest()
    assert [outcome.kind for outcome in wire.round()] == ["revised"]


def test_another_selection_takes_up_what_the_old_one_passed_over_only_as_a_backlog(tmp_path: Path, site: MemorySite) -> None:
    with desk(tmp_path, site, select=SelectSettings(tags=("wire",))) as before:
        post_id = before.write_draft()
        assert before.look().tasks == []
    with desk(tmp_path, site, looked=False) as after:
        after.rest()
        assert after.look().tasks == []
        assert [task.post_id for task in after.look(backlog=True).tasks] == [post_id]


def test_an_edited_revision_stays_alone_whatever_is_selected(wire: Desk, site: MemorySite) -> None:
    post_id = site.add(TITLE, BODY, tags=["wire"])
    wire.rest()
    wire.round()
    wire.rest()
    site.person_saves(post_id, body="<p>Mine.</p>")
    wire.rest()
    assert [post for post, _ in wire.look().left] == [post_id]


def test_a_mark_in_the_title_is_an_order_and_no_part_of_the_revised_title(tmp_path: Path, site: MemorySite) -> None:
    with desk(tmp_path, site, select=SelectSettings(title_markers=("[rw]",))) as marked:
        plain, ours = site.add(TITLE, BODY), site.add(f"[RW] {TITLE}", BODY)
        marked.rest()
        assert [outcome.kind for outcome in marked.round()] == ["revised"]
        assert "rw" not in site.held(ours).title.lower()
        assert site.held(plain).body == BODY
        assert all("[RW]" not in str(call) for call in marked.model.journal)
        marked.rest()
        assert marked.round() == []  # our own revision, though its mark is gone


def test_names_that_the_site_does_not_have_are_told_in_one_line_once(tmp_path: Path, site: MemorySite) -> None:
    select = SelectSettings(categories=("Uncategorized",), not_tags=("holdd",), authors=("author", "bert", "99"))
    with desk(tmp_path, site, select=select, looked=False) as opened:
        told = '[select] names what the site does not have, or not yet: tag "holdd", author "bert"'
        assert opened.look().notes == [told]
        assert opened.look().notes == []


def test_who_writes_is_asked_once_a_person_and_a_site_that_hides_it_loses_no_draft(tmp_path: Path) -> None:
    class Hiding(MemorySite):
        hides = True

        def author(self, user_id: int) -> Label:
            if self.hides:
                raise Misconfigured("the names of users are kept from this account; write ids into select.authors")
            return super().author(user_id)

    site = Hiding()
    with desk(tmp_path, site, select=SelectSettings(authors=("Author",))) as opened:
        post_id, _ = site.add(TITLE, BODY), site.add(TITLE, BODY, author=EDITOR)
        opened.rest()
        with pytest.raises(Misconfigured, match="write ids"):
            opened.look()
        site.hides = False
        found = opened.look()
        assert [task.post_id for task in found.tasks] == [post_id]
        assert [reason for _, reason in found.passed] == ["its author is not among Author"]


def test_terms_that_cannot_be_read_for_now_are_read_again(wire: Desk, site: MemorySite) -> None:
    post_id = site.add(TITLE, BODY, tags=["wire"])
    wire.rest()
    lost: list[RedraftError] = [Unreachable("HTTP 500")]
    terms = site.terms

    def failing(draft: Draft) -> Terms:
        if lost:
            raise lost.pop()
        return terms(draft)

    site.terms = failing  # type: ignore[method-assign]
    assert (wire.look().tasks, wire.look().waiting) == ([], 0)
    assert [record.post_id for record in wire.store.open_work("blog")] == [post_id]


# Sweeps


DAY = timedelta(days=1)


@pytest.fixture
def news(tmp_path: Path, site: MemorySite) -> Iterator[Desk]:
    """A desk whose first look found one draft."""
    site.add("Old", BODY)
    site.advance(QUIET)
    with desk(tmp_path, site) as opened:
        opened.rest()
        yield opened


def test_an_import_with_old_dates_is_found_within_a_day_and_the_first_look_s_drafts_are_not_taken(news: Desk, site: MemorySite) -> None:
    imported = site.add("Imported", BODY, modified=NOW - 300 * DAY)
    assert news.look().tasks == []
    news.rest(DAY)
    assert [task.post_id for task in news.look().tasks] == [imported]


def test_a_draft_without_a_date_is_found_within_a_day(news: Desk, site: MemorySite) -> None:
    post_id = site.add("Imported", BODY, modified=site_module.NEVER)
    news.rest(DAY)
    assert [outcome.kind for outcome in news.round()] == ["revised"]
    news.rest(DAY)
    assert news.look().tasks == []
    assert site.held(post_id).modified > site_module.NEVER


def test_a_post_that_is_put_back_among_the_drafts_without_a_save_is_found_within_a_day(news: Desk, site: MemorySite) -> None:
    post_id = news.write_draft()
    site.database_sets(post_id, "private")
    news.rest()
    assert news.look().tasks == []
    news.rest()
    site.database_sets(post_id, "draft")
    assert news.look().tasks == []
    news.rest(DAY)
    assert [task.post_id for task in news.look().tasks] == [post_id]


def test_sweeps_do_not_make_orders_of_the_first_look_s_drafts(tmp_path: Path, site: MemorySite) -> None:
    times = [NOW - number * timedelta(hours=1) for number in range(1, 50)]
    site.add_old([*times, site_module.NEVER])
    with desk(tmp_path, site) as opened:
        for _ in range(3):
            opened.rest(DAY)
            assert opened.look().tasks == []
        assert opened.model.journal == []


def test_a_right_to_see_the_drafts_of_others_makes_no_orders_of_the_old_ones(tmp_path: Path, site: MemorySite) -> None:
    for number in range(5):
        site.add(f"Old {number}", BODY)
    site.advance(QUIET)
    site.sees_others = False
    with desk(tmp_path, site) as narrow:
        narrow.rest(DAY)
        assert narrow.look().tasks == []
        site.sees_others = True
        for _ in range(2):
            narrow.rest(DAY)
            assert narrow.look().tasks == []
        imported = site.add("Imported", BODY, modified=NOW - 300 * DAY)
        narrow.rest(DAY)
        assert [task.post_id for task in narrow.look().tasks] == [imported]


def test_drafts_of_a_post_type_that_is_added_later_are_older_until_they_are_saved(news: Desk, site: MemorySite) -> None:
    page, touched = (site.add(TITLE, BODY, post_type="page") for _ in range(2))
    for _ in range(30):
        news.rest(timedelta(hours=1))
        assert news.round() == []
    wider = site.of_types("post", "page")
    settings = news.rooms.settings["blog"].model_copy(update={"post_types": ("post", "page")})
    both = Desk(replace(news.rooms, settings={"blog": settings}, site=lambda _: wider, now=lambda: wider.now), wider, news.model)
    both.rest(timedelta(minutes=1))
    found = both.look()
    assert (found.older, found.tasks) == (2, [])
    wider.person_saves(touched, body=BODY + "\n<p>Many residents began to write.</p>")
    new = wider.add("New", BODY, post_type="page")
    both.rest(DAY)
    assert {task.post_id for task in both.look().tasks} == {touched, new}
    assert page in {task.post_id for task in both.look(backlog=True).tasks}


def test_a_day_has_one_sweep_and_all_other_polls_ask_for_what_changed(news: Desk, site: MemorySite) -> None:
    asked: list[datetime | None] = []
    changed = site.changed

    def noting(since: datetime | None) -> site_module.Poll:
        asked.append(since)
        return changed(since)

    site.changed = noting  # type: ignore[method-assign]
    for _ in range(48):
        news.rest(timedelta(hours=1))
        news.look()
    assert asked.count(None) == 2


def test_a_sweep_that_is_cut_off_before_its_end_is_made_again(news: Desk, site: MemorySite) -> None:
    imported = site.add("Imported", BODY, modified=NOW - 300 * DAY)
    news.rest(DAY)
    offers.offer(news.rooms, "blog")  # and never committed
    assert [task.post_id for task in news.look().tasks] == [imported]


def test_what_a_sweep_must_leave_for_later_is_taken_within_hours_and_no_poll_lists_years_of_drafts(news: Desk, site: MemorySite) -> None:
    posts = [site.add(f"Imported {number}", BODY, modified=NOW - 300 * DAY) for number in range(3)]
    news.rest(DAY)
    first = news.look(limit=1)
    assert (len(first.tasks), first.waiting) == (1, 2)
    assert news.store.site("blog").watermark == site.now
    for task in first.tasks:
        pipeline.revise(news.rooms, task)
    news.rest(timedelta(minutes=1))
    assert news.look().tasks == []
    news.rest(timedelta(hours=1))
    assert {task.post_id for task in (*first.tasks, *news.look().tasks)} == set(posts)


def test_a_clock_that_was_wrong_keeps_no_site_from_its_sweep() -> None:
    assert offers.sweep_is_due(None, NOW)
    assert not offers.sweep_is_due(NOW, NOW + DAY / 2)
    assert offers.sweep_is_due(NOW, NOW + DAY)
    assert offers.sweep_is_due(NOW + 400 * DAY, NOW)


def test_drafts_that_are_none_any_more_are_forgotten_by_the_count_of_those_passed_over(wire: Desk, site: MemorySite) -> None:
    post_id = wire.write_draft()
    wire.look()
    site.person_publishes(post_id)
    wire.rest(DAY)
    wire.look()
    assert wire.store.passed_over("blog") == {}


def test_ten_thousand_drafts_are_looked_at_without_reading_them(tmp_path: Path, site: MemorySite) -> None:
    site.add_old([NOW - number * timedelta(minutes=7) for number in range(1, 10_001)])
    with desk(tmp_path, site, looked=False) as opened:
        read = counted(site)
        assert opened.look().older == 10_000
        opened.rest(DAY)
        new = site.add(TITLE, BODY)
        opened.rest(QUIET)
        assert [task.post_id for task in opened.look().tasks] == [new]
        assert read == [new]


# Backlog


def test_a_backlog_is_counted_without_what_is_done_and_without_the_authors_that_are_not_selected(tmp_path: Path, site: MemorySite) -> None:
    for number in range(3):
        site.add(f"{TITLE} {number}", BODY)
    site.add(TITLE, BODY, author=EDITOR)
    with desk(tmp_path, site, select=SelectSettings(not_authors=("redraft",)), looked=False) as opened:
        opened.rest()
        opened.look()
        assert offers.backlog_size(opened.rooms, "blog") == 3
        (outcome,) = [pipeline.revise(opened.rooms, task) for task in opened.look(backlog=True, limit=1).tasks]
        assert outcome.kind == "revised"
        assert offers.backlog_size(opened.rooms, "blog") == 2


def test_a_backlog_takes_what_is_selected_and_no_more(tmp_path: Path, site: MemorySite) -> None:
    ours, other = site.add(TITLE, BODY, tags=["wire"]), site.add(TITLE, BODY)
    with desk(tmp_path, site, select=SelectSettings(tags=("wire",)), looked=False) as opened:
        opened.rest()
        opened.look()
        found = opened.look(backlog=True)
        assert [task.post_id for task in found.tasks] == [ours]
        assert [post for post, _ in found.passed] == [other]
