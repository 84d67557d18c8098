"""The doors to a site that the contract is tested on, and what people do behind Redraft's back."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from support.companion import add_code, add_plugin
from support.memory_wordpress import MemorySite

from worker.config import Secret
from worker.demo.lab import WordPress
from worker.wordpress.http import Session
from worker.wordpress.rest import RestSite
from worker.wordpress.site import Site
from worker.wordpress.xmlrpc import XmlRpcSite

# The kind of a door, the WordPress, and its database if that is not SQLite.  guarded: REST with the companion plugin, which
# wants MariaDB.  conditional: REST reads, XML-RPC writes.  `make matrix` names others.
_NAMED = tuple(filter(None, os.environ.get("REDRAFT_DOORS", "").split(",")))
DOORS = _NAMED or (
    "memory",
    "rest 6.8",
    "rest 7.1",
    "guarded 7.1 mariadb",
    "conditional 6.8",
    "conditional 7.1",
    "xmlrpc 6.8",
    "xmlrpc 7.1",
)
ROLE_DOORS = _NAMED or ("rest 7.1", "guarded 7.1 mariadb", "xmlrpc 7.1")  # the roles of WordPress are tried here
POST_TYPES = ("post", "page", "story")  # the last is a plugin's


class Door(Protocol):
    """A site, and what people do there behind Redraft's back."""

    @property
    def site(self) -> Site: ...

    def stranger(self) -> Site:
        """The same site through a wrong password."""
        ...

    def without_unfiltered_html(self) -> Site:
        """The same site through an account that may edit these drafts, but not store any HTML."""
        ...

    def add(self, title: str, body: str, *, status: str = "draft", post_type: str = "post") -> int:
        """A post as an API inserts it: without a revision."""
        ...

    def dress(self, post_id: int, *, dated: bool) -> None:
        """Give the post what it does not have yet of all that a post can have; where `dated` a date of its own and a password."""
        ...

    def add_old(self, times: Sequence[datetime]) -> list[int]:
        """Drafts that were last changed at these times."""
        ...

    def person_saves(self, post_id: int, *, title: str | None = None, body: str | None = None, status: str | None = None) -> None: ...

    def person_files(self, post_id: int, *, categories: Sequence[str] = (), tags: Sequence[str] = ()) -> None:
        """A save that changes nothing but categories and tags; they are made where they are missing."""
        ...

    def revisions(self, post_id: int) -> list[tuple[str, str]]:
        """Title and body of each, oldest first, as the database holds them."""
        ...

    def all_but_the_text(self, post_id: int) -> object:
        """Whatever the database knows of the post, but title, body and the time of its last change."""
        ...


class MemoryDoor:
    def __init__(self) -> None:
        site = MemorySite(post_types=POST_TYPES)
        self.site: Site = site
        self.stranger = site.stranger
        self.without_unfiltered_html = site.without_unfiltered_html
        self.add = site.add
        self.add_old = site.add_old
        self.person_saves = site.person_saves
        self.person_files = site.person_files
        self.revisions = site.revisions
        self._held = site.held

    def dress(self, post_id: int, *, dated: bool) -> None:
        pass

    def all_but_the_text(self, post_id: int) -> object:
        held = self._held(post_id)
        return held.post_type, held.status, held.author


class RestDoor:
    """A real WordPress; people act through WordPress' own functions."""

    def __init__(self, wordpress: WordPress) -> None:
        self.wordpress = wordpress
        add_code(wordpress, _TEMPLATE + _STORIES, "theme-and-types.php")
        self.site = self.open("editor", wordpress.users["editor"].app_password)

    def stranger(self) -> Site:
        return self.open("editor", "not the application password")

    def without_unfiltered_html(self) -> Site:
        return self.open("author", self.wordpress.users["author"].app_password)

    def add(self, title: str, body: str, *, status: str = "draft", post_type: str = "post", author: int = 0) -> int:
        """`author` is a user's id; without it, it is the lab's "author" who has written the post."""
        fields = {"post_title": title, "post_content": body, "post_status": status, "post_type": post_type}
        return int(self._php(_ADD, fields=fields | {"post_author": author or self.wordpress.users["author"].id}))

    def dress(self, post_id: int, *, dated: bool) -> None:
        self._php(_DRESS, id=post_id, dated=dated)

    def add_old(self, times: Sequence[datetime]) -> list[int]:
        stamps = [f"{time:%Y-%m-%d %H:%M:%S}" for time in times]
        return [int(post_id) for post_id in json.loads(self._php(_ADD_OLD, stamps=stamps))]

    def person_saves(self, post_id: int, *, title: str | None = None, body: str | None = None, status: str | None = None) -> None:
        fields = {"post_title": title, "post_content": body, "post_status": status}
        given = {name: value for name, value in fields.items() if value is not None}
        self._php(_TRASH if status == "trash" else _SAVE, fields={"ID": post_id} | given)

    def person_files(self, post_id: int, *, categories: Sequence[str] = (), tags: Sequence[str] = ()) -> None:
        self._php(_FILE, id=post_id, categories=list(categories), tags=list(tags))

    def revisions(self, post_id: int) -> list[tuple[str, str]]:
        return [(title, body) for title, body in json.loads(self._php(_REVISIONS, id=post_id))]

    def held(self, post_id: int) -> tuple[str, str, str]:
        """Status, title and body, as the database holds them."""
        status, title, body = json.loads(self._php(_HELD, id=post_id))
        return status, title, body

    def all_but_the_text(self, post_id: int) -> object:
        return json.loads(self._php(_ALL_BUT_THE_TEXT, id=post_id))

    def open(self, username: str, password: str, post_types: tuple[str, ...] = POST_TYPES) -> Site:
        """The site through this account."""
        return RestSite("blog", self.wordpress.url, username, post_types, Session(username, Secret(password)))

    def _php(self, code: str, **values: object) -> str:
        data = base64.b64encode(json.dumps(values).encode()).decode()
        return self.wordpress.php(f"$in = json_decode(base64_decode('{data}'), true); {code}")


class XmlRpcDoor(RestDoor):
    """The same through xmlrpc.php."""

    def open(self, username: str, password: str, post_types: tuple[str, ...] = POST_TYPES) -> Site:
        return self.open_xmlrpc(username, password, post_types)

    def open_xmlrpc(self, username: str, password: str, post_types: tuple[str, ...]) -> XmlRpcSite:
        secret = Secret(password)
        # Nobody else saves in the second in which a test writes what it has just made: there is nothing to wait for.
        return XmlRpcSite("blog", self.wordpress.url, username, secret, post_types, Session(username, secret), pause=lambda _: None)


class ConditionalDoor(XmlRpcDoor):
    """Reads go by REST, writes by xmlrpc.php."""

    def open(self, username: str, password: str, post_types: tuple[str, ...] = POST_TYPES) -> Site:
        session = Session(username, Secret(password))
        conditional = partial(self.open_xmlrpc, username, password, post_types)
        return RestSite("blog", self.wordpress.url, username, post_types, session, conditional)


def open_door(name: str, sites: Callable[[str], WordPress]) -> Door:
    """The door of this name; `sites` gives a running WordPress, which is reset."""
    kind, _, where = name.partition(" ")
    if kind == "memory":
        return MemoryDoor()
    wordpress = sites(where)
    wordpress.reset()
    if kind == "guarded":
        add_plugin(wordpress)
    doors: dict[str, type[RestDoor]] = {"xmlrpc": XmlRpcDoor, "conditional": ConditionalDoor}
    return doors.get(kind, RestDoor)(wordpress)


# A template that the theme has.
_TEMPLATE = "add_filter('theme_templates', fn($templates) => $templates + ['single-wide.php' => 'Wide']);"

# A type of a plugin's own, at a place of its own in the REST API.
_STORIES = """
add_action('init', fn() => register_post_type('story', ['public' => true, 'label' => 'Stories', 'show_in_rest' => true,
    'rest_base' => 'stories', 'rest_namespace' => 'newsroom/v1', 'taxonomies' => ['category', 'post_tag'],
    'supports' => ['title', 'editor', 'author', 'excerpt', 'thumbnail', 'revisions', 'comments', 'custom-fields']]));
"""

# A post with everything that a careless update loses. kses is off, as for an administrator.
_ADD = """
kses_remove_filters();
$id = wp_insert_post(wp_slash($in['fields'] + ['post_excerpt' => 'Short.', 'comment_status' => 'closed',
    'ping_status' => 'closed', 'tags_input' => ['wire'], 'meta_input' => ['source' => 'agency']]), true);
$image = wp_insert_attachment(['post_title' => 'Image', 'post_mime_type' => 'image/png'], 'image.png', $id);
update_post_meta($id, '_thumbnail_id', $image);
update_post_meta($id, '_wp_page_template', 'single-wide.php');
if ('post' === $in['fields']['post_type']) { set_post_format($id, 'aside'); stick_post($id); }
echo $id;
"""
_DRESS = """
$type = get_post_type($in['id']);
$parent = wp_insert_post(['post_title' => 'Parent', 'post_type' => $type, 'post_status' => 'publish']);
$date = ['post_date' => '2031-02-03 04:05:06', 'post_date_gmt' => get_gmt_from_date('2031-02-03 04:05:06'), 'edit_date' => true];
// WordPress allows no post to be sticky and to have a password.
$in['dated'] && unstick_post($in['id']);
wp_update_post(['ID' => $in['id'], 'post_name' => 'a-slug-of-its-own', 'menu_order' => 7, 'post_parent' => $parent,
    'post_mime_type' => 'text/x-wire'] + ($in['dated'] ? $date + ['post_password' => 'pass word'] : []));
if ($type === 'post') { wp_set_object_terms($in['id'], [wp_insert_term('Council', 'category')['term_id']], 'category'); }
add_post_meta($in['id'], 'source', 'a second one'); add_post_meta($in['id'], '_hidden', ['list' => ["it's", 2]]);
"""
_ADD_OLD = """
foreach ($in['stamps'] as $number => $stamp) {
    $wpdb->insert($wpdb->posts, ['post_title' => "Old $number", 'post_content' => '<p>Old.</p>',
        'post_status' => 'draft', 'post_type' => 'post', 'post_author' => 3,
        'post_modified' => $stamp, 'post_modified_gmt' => $stamp, 'post_date' => $stamp,
        'post_excerpt' => '', 'to_ping' => '', 'pinged' => '', 'post_content_filtered' => '']);
    $ids[] = $wpdb->insert_id;
}
echo json_encode($ids);
"""
_FILE = """
require_once ABSPATH . 'wp-admin/includes/taxonomy.php';
wp_update_post(['ID' => $in['id'], 'tags_input' => $in['tags'], 'post_category' => array_map('wp_create_category', $in['categories'])]);
"""
_SAVE = "kses_remove_filters(); wp_update_post(wp_slash($in['fields']));"
_TRASH = "wp_trash_post($in['fields']['ID']);"
_HELD = "$post = get_post($in['id']); echo json_encode([$post->post_status, $post->post_title, $post->post_content]);"
_REVISIONS = """
$revisions = wp_get_post_revisions($in['id'], ['order' => 'ASC', 'orderby' => 'ID']);
echo json_encode(array_map(fn($one) => [$one->post_title, $one->post_content], array_values($revisions)));
"""
_ALL_BUT_THE_TEXT = """
$row = get_post($in['id'], ARRAY_A);
// Any save writes the ampersand in the guid of a plugin's type as a reference.
$row['guid'] = str_replace('&#038;', '&', $row['guid']);
// The local date of a draft without a date of its own is the present time.
$moving = ['post_title', 'post_content', 'post_modified', 'post_modified_gmt', 'filter'];
if ($row['post_date_gmt'] === '0000-00-00 00:00:00') { $moving[] = 'post_date'; }
echo json_encode([array_diff_key($row, array_flip($moving)), get_post_meta($in['id']),
    is_sticky($in['id']), get_post_format($in['id']),
    wp_get_object_terms($in['id'], get_object_taxonomies($row['post_type']), ['fields' => 'ids'])]);
"""
