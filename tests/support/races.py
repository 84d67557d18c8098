"""Races on a real WordPress: a person saves, or clicks on Publish, within 60 ms of the moment in which Redraft writes."""

from __future__ import annotations

import base64
import json
import random
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from support.companion import PLUGIN, add_code, add_plugin

from worker.config import Secret
from worker.demo.lab import WordPress
from worker.errors import RedraftError
from worker.wordpress import push
from worker.wordpress.http import POST_LIMIT, Answer, Params, Session
from worker.wordpress.rest import RestSite
from worker.wordpress.site import Draft
from worker.wordpress.xmlrpc import XmlRpcSite

Act = Literal["save", "publish"]
SPREAD = 0.06  # seconds before and after the moment of our write
CONDITION = "replace on a condition"
AIMED = ("replace", CONDITION)  # what leaves a moment, wherever it lies on this machine now: here the person aims at it
STEP = 0.004  # seconds by which that person comes earlier or later after each race
AIM, AIM_STEP = 16, 0.012  # races before the first that counts, and their step
MODES = ("naive", *AIMED, "replace with the plugin", "suggest", "copy")
ROLE = Path(__file__).parents[2] / "config/wordpress/role.md"

_TITLE, _TEXT, _OURS = "Council votes", "<p>The council voted on Monday.</p>", "<p>On Monday the council decided.</p>"


@dataclass(frozen=True, slots=True)
class Race:
    """What became of one race."""

    mode: str
    act: Act
    offset: float  # seconds from our write, as sent, to the person's; before it: negative
    accepted: bool  # WordPress answered 200 to the person
    outcome: str  # of our push: "done", or the error's name
    lost: bool  # a save that was accepted is not what the post holds; a published post was changed or un-published


class Arena:
    """A WordPress with the recommended account for Redraft, and an author who writes."""

    def __init__(self, wordpress: WordPress) -> None:
        self._wordpress = wordpress
        password = make_account(wordpress)
        self._password = Secret(password)
        self._us = _Watched("bot", self._password)
        self._author = Session("author", Secret(wordpress.users["author"].app_password))
        self._leads: dict[tuple[str, Act], float] = {}

    def race(self, mode: str, act: Act, times: int, chance: random.Random, step: float = STEP) -> list[Race]:
        """
        So many races, one after the other, each for a draft of its own.

        Where the person aims, they come a little earlier after a push that was done, and a little later after one that stepped back:
        half of the saves then come before the moment of the comparison, and half after it.
        """
        self._plugin(mode)
        # "replace" alone is that of a site whose xmlrpc.php is closed.
        conditional = self._by_xmlrpc if mode == CONDITION else None
        site = RestSite("blog", self._wordpress.url, "bot", ("post",), self._us, conditional)
        write = self._writer(site, mode)
        if (mode, act) not in self._leads:
            self._leads[mode, act] = self._lead(site, write)
            if mode in AIMED:
                self.race(mode, act, AIM, chance, AIM_STEP)
        ran = []
        for post_id in self._drafts(times):
            offset, answer, outcome = self._run(site, write, act, post_id, self._leads[mode, act], chance)
            ran.append((post_id, offset, answer, outcome))
            if mode in AIMED:
                self._leads[mode, act] += -step if outcome == "done" else step
        held = self._held([post_id for post_id, *_ in ran])
        return [
            Race(mode, act, offset, answer.status == 200, outcome, _lost(act, answer, held[str(post_id)]))
            for post_id, offset, answer, outcome in ran
        ]

    def windows(self, mode: str, times: int) -> list[float]:
        """Seconds, in each of so many writes, from the moment that WordPress reads what is compared to the one that the text is stored."""
        self._plugin(mode)
        add_code(self._wordpress, _MOMENTS, "moments.php")
        moments = self._wordpress.lab.root / "wp-content/uploads/moments"
        conditional = self._by_xmlrpc if mode == CONDITION else None
        site = RestSite("blog", self._wordpress.url, "bot", ("post",), self._us, conditional)
        write, found = self._writer(site, mode), []
        for post_id in self._drafts(times):
            base = site.fetch(post_id)
            moments.unlink(missing_ok=True)
            write(base)
            lines = [line.split() for line in moments.read_text().splitlines()]
            stored = next(number for number, (name, _) in enumerate(lines) if name == "stored")
            read = "compare" if mode == CONDITION else "look"
            looked = [float(at) for name, at in lines[:stored] if name == read]
            found.append(float(lines[stored][1]) - looked[-1])
        (self._wordpress.lab.root / "wp-content/mu-plugins/moments.php").unlink()
        return found

    def _run(
        self, site: RestSite, write: Callable[[Draft], object], act: Act, post_id: int, lead: float, chance: random.Random
    ) -> tuple[float, Answer, str]:
        base = site.fetch(post_id)
        change = {"content": f"<p>The author's words, {post_id}.</p>"} if act == "save" else {"status": "publish"}
        begins = time.monotonic() + SPREAD + 0.02
        acts_at = begins + lead + chance.uniform(-SPREAD, SPREAD)
        outcomes: list[str] = []

        def work() -> None:
            _sleep_until(begins)
            outcomes.append(_outcome(write, base))

        self._us.wrote_at = None
        pusher = threading.Thread(target=work)
        pusher.start()
        _sleep_until(acts_at)
        sent = time.monotonic()
        answer = self._author.post(f"{self._wordpress.url}/wp-json/wp/v2/posts/{post_id}", change, {"context": "edit"})
        pusher.join(300)
        return sent - (self._us.wrote_at or begins + lead), answer, outcomes[0]

    def _writer(self, site: RestSite, mode: str) -> Callable[[Draft], object]:
        if mode == "naive":
            return lambda base: self._us.post(f"{self._wordpress.url}/wp-json/wp/v2/posts/{base.post_id}", {"content": _OURS})
        way = push.PUSHES[mode.partition(" ")[0]]
        return lambda base: way(site, base, _TITLE, _OURS)

    def _by_xmlrpc(self) -> XmlRpcSite:
        return XmlRpcSite("blog", self._wordpress.url, "bot", self._password, ("post",), self._us)

    def _lead(self, site: RestSite, write: Callable[[Draft], object]) -> float:
        """Seconds from the beginning of a push to the moment in which it sends the text, as a rule."""
        leads = []
        for post_id in self._drafts(7):
            base, begins = site.fetch(post_id), time.monotonic()
            write(base)
            leads.append((self._us.wrote_at or begins) - begins)
        return statistics.median(leads)

    def _drafts(self, times: int) -> Iterator[int]:
        """Drafts as the editor left them an hour ago: with a revision of what they hold."""
        fields = {"post_title": _TITLE, "post_content": _TEXT, "post_author": self._wordpress.users["author"].id}
        yield from json.loads(self._php(_DRAFTS, fields=fields, times=times))

    def _held(self, ids: list[int]) -> dict[str, tuple[str, str]]:
        """Content and status of each, as the database holds them."""
        held: dict[str, tuple[str, str]] = json.loads(self._php(_HELD, ids=ids))
        return held

    def _plugin(self, mode: str) -> None:
        if mode.endswith("plugin"):
            add_plugin(self._wordpress)
        else:
            (self._wordpress.lab.root / "wp-content/mu-plugins" / PLUGIN.name).unlink(missing_ok=True)

    def _php(self, code: str, **values: object) -> str:
        data = base64.b64encode(json.dumps(values).encode()).decode()
        return self._wordpress.php(f"$in = json_decode(base64_decode('{data}'), true); {code}")


class _Watched(Session):
    """Remembers when it last sent a text to be stored."""

    wrote_at: float | None = None

    def post(self, url: str, content: object, params: Params | None = None) -> Answer:
        if isinstance(content, Mapping) and "content" in content:
            self.wrote_at = time.monotonic()
        return super().post(url, content, params)

    def send(self, url: str, content: bytes, kind: str, *, writes: bool, limit: int = POST_LIMIT) -> Answer:
        if writes:
            self.wrote_at = time.monotonic()
        return super().send(url, content, kind, writes=writes, limit=limit)


def make_account(wordpress: WordPress) -> str:
    """Make the recommended account, "bot", by the very code of role.md, and return its application password."""
    [code] = re.findall(r"```php\n<\?php\n(.*?)```", ROLE.read_text(), re.DOTALL)
    add_code(wordpress, code, "redraft-role.php")
    return wordpress.php(_ACCOUNT)


def _lost(act: Act, answer: Answer, held: tuple[str, str]) -> bool:
    if answer.status != 200:
        return False
    document = answer.document()
    assert isinstance(document, dict)
    content, status = held
    return content != document["content"]["raw"] or (act == "publish" and status != "publish")


def _outcome(write: Callable[[Draft], object], base: Draft) -> str:
    try:
        answer = write(base)
    except RedraftError as error:
        return type(error).__name__
    return "done" if not isinstance(answer, Answer) or answer.status == 200 else f"HTTP {answer.status}"


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


_ACCOUNT = """
$user = get_user_by('login', 'bot')->ID ?? wp_insert_user(['user_login' => 'bot', 'user_pass' => wp_generate_password(),
    'user_email' => 'bot@example.test', 'role' => 'redraft']);
echo WP_Application_Passwords::create_new_application_password($user, ['name' => 'redraft' . wp_rand()])[0];
"""
_DRAFTS = """
for ($made = 0; $made < $in['times']; $made++) {
    $ids[] = $id = wp_insert_post($in['fields']);
    wp_save_post_revision($id);
    $before = gmdate('Y-m-d H:i:s', time() - HOUR_IN_SECONDS);
    $wpdb->update($wpdb->posts, ['post_modified' => $before, 'post_modified_gmt' => $before], ['ID' => $id]);
}
echo json_encode($ids);
"""
# By the clock of the machine that WordPress runs on; "stored" comes right after the statement that stores.
_MOMENTS = """
function moment($name) { file_put_contents(WP_CONTENT_DIR . '/uploads/moments', $name . ' ' . hrtime(true) / 1e9 . "\\n", FILE_APPEND); }
add_action('xmlrpc_call', function ($name) { $name === 'wp.editPost' && moment('compare'); });
add_filter('rest_prepare_post', function ($response) { moment('look'); return $response; });
add_action('post_updated', function () { moment('stored'); });
"""
_HELD = """
foreach ($in['ids'] as $id) { $post = get_post($id); $held[$id] = [$post->post_content, $post->post_status]; }
echo json_encode($held);
"""
