<?php
/**
 * Plugin Name: Redraft
 * Description: Lets Redraft replace the text of a draft only while nobody else has changed it or has it open.
 * Version: 2
 * Requires PHP: 7.4
 * License: MIT
 * Text Domain: redraft
 *
 * Copy this file into wp-content/mu-plugins/ (make the folder if there is none). There is nothing to set up, and
 * removing the file removes everything. It answers on three routes, each to accounts that may edit the post:
 *
 *   GET  redraft/v1/version    {"version", "refusal"}: why the other routes answer 503 on this server, "" if they serve
 *   GET  redraft/v1/post/ID    the stored bytes (since WordPress 6.8 the core route gives re-serialised blocks)
 *   POST redraft/v1/post/ID    {"expected", "title"?, "content"?, "tags"?, "note"?}: compare and swap under a lock of the database
 *
 * "expected" is the SHA-256 (hex) of title, content and status as stored, joined by NUL bytes. The write is refused with
 * 412 if the post holds something else, 409 if it is neither draft nor pending, 423 if somebody has it open in an
 * editor. It first stores what the post holds as a revision, also when neither title nor content is given. "tags" are ids,
 * which join those that the post has. A "note" {"site", "changed", "of"} is kept with the post as the meta value _redraft:
 * from what text to what text, when, and how many paragraphs; the list of posts shows it with a link to the comparison of
 * both. It is taken off when the original is put back.
 */

namespace Redraft;

use Throwable;
use WP_Error;
use WP_Post;
use WP_REST_Request;

defined('ABSPATH') || exit;

const VERSION = 2;
const META = '_redraft'; // what was revised, when, from what
const OPEN = ['draft', 'pending'];
const PATIENCE = 10; // seconds to wait for somebody else's lock

add_action('rest_api_init', function (): void {
    $text = ['type' => 'string'];
    $id = ['id' => ['type' => 'integer', 'required' => true]];
    register_rest_route('redraft/v1', '/version', [
        'methods' => 'GET',
        'permission_callback' => fn() => allowed(current_user_can('edit_posts')),
        'callback' => fn() => ['version' => VERSION, 'refusal' => unproven() ? unproven()->get_error_message() : ''],
    ]);
    register_rest_route('redraft/v1', '/post/(?P<id>\d+)', [
        [
            'methods' => 'GET',
            'args' => $id,
            'permission_callback' => __NAMESPACE__ . '\may_edit',
            'callback' => fn(WP_REST_Request $request) => unproven() ?? shown(get_post($request['id'])),
        ],
        [
            'methods' => 'POST',
            'args' => $id + [
                'expected' => ['type' => 'string', 'required' => true, 'pattern' => '^[0-9a-f]{64}$'],
                'title' => $text,
                'content' => $text,
                'tags' => ['type' => 'array', 'items' => ['type' => 'integer', 'minimum' => 1], 'maxItems' => 100],
                'note' => ['type' => 'object', 'additionalProperties' => false, 'properties' => [
                    'site' => ['type' => 'string', 'pattern' => '^[A-Za-z0-9._-]{1,60}$', 'required' => true],
                    'changed' => ['type' => 'integer', 'minimum' => 0, 'required' => true],
                    'of' => ['type' => 'integer', 'minimum' => 0, 'required' => true],
                ]],
            ],
            'permission_callback' => __NAMESPACE__ . '\may_edit',
            'callback' => fn(WP_REST_Request $request) => unproven() ?? swap($request),
        ],
    ]);
});

/** @return true|WP_Error */
function allowed(bool $may)
{
    return $may ?: new WP_Error('rest_forbidden', 'This account may not edit it.', ['status' => rest_authorization_required_code()]);
}

/** @return true|WP_Error */
function may_edit(WP_REST_Request $request)
{
    if (is_user_logged_in() && !get_post($request['id'])) {
        return new WP_Error('rest_post_invalid_id', 'There is no such post.', ['status' => 404]);
    }
    return allowed(current_user_can('edit_post', $request['id']));
}

/** Why the lock cannot be relied on here; null where it can: one MySQL or MariaDB server that keeps posts in InnoDB. */
function unproven(): ?WP_Error
{
    global $wpdb;
    static $reason = null;
    if ($reason === null) {
        $reason = '';
        // QM_DB is Query Monitor's: it counts, and sends nothing elsewhere.
        if (!in_array(get_class($wpdb), ['wpdb', 'QM_DB'], true)) {
            $reason = 'a database drop-in (wp-content/db.php: ' . get_class($wpdb) . ') stands between WordPress and its database';
        } else {
            $engine = $wpdb->get_var($wpdb->prepare(
                'SELECT ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = %s',
                $wpdb->posts
            ));
            if (strcasecmp((string) $engine, 'InnoDB') !== 0) {
                $reason = "the table $wpdb->posts is not kept in InnoDB but in " . ($engine ?: 'an unknown engine');
            } elseif (strcasecmp((string) $wpdb->get_var("SHOW VARIABLES LIKE 'wsrep_on'", 1), 'ON') === 0) {
                $reason = 'the database is a Galera cluster, whose locks hold on one server only';
            }
        }
    }
    return $reason === '' ? null : new WP_Error('redraft_no_lock', "Redraft cannot lock a post here: $reason.", ['status' => 503]);
}

/** The stored bytes of a post. */
function shown(WP_Post $post): array
{
    // An import may leave the one in UTC empty; the core route helps itself in the same way.
    $empty = $post->post_modified_gmt === '0000-00-00 00:00:00';
    $modified = $empty ? get_gmt_from_date($post->post_modified) : $post->post_modified_gmt;
    return [
        'id' => $post->ID,
        'type' => $post->post_type,
        'status' => $post->post_status,
        'title' => $post->post_title,
        'content' => $post->post_content,
        'modified_gmt' => mysql_to_rfc3339($modified),
        'author' => (int) $post->post_author,
        'slug' => $post->post_name,
        'unfiltered_html' => current_user_can('unfiltered_html'),
        'hash' => hashed($post),
    ];
}

function hashed(WP_Post $post): string
{
    return hash('sha256', "$post->post_title\0$post->post_content\0$post->post_status");
}

/**
 * Compare and swap. Nothing that others do to the post comes between the comparison and the write: they wait for the
 * row, or their change is seen. Whatever goes wrong, nothing is changed.
 *
 * @return array|WP_Error
 */
function swap(WP_REST_Request $request)
{
    global $wpdb;
    $id = (int) $request['id'];
    require_once ABSPATH . 'wp-admin/includes/post.php'; // wp_check_post_lock

    // A connection that breaks takes the lock along; the writes after it must not go through on a new one.
    $reconnects = $wpdb->reconnect_retries;
    $wpdb->reconnect_retries = 0;
    $wpdb->query('SET SESSION innodb_lock_wait_timeout = ' . PATIENCE);
    $done = null;
    try {
        if ($wpdb->query('START TRANSACTION') === false) {
            return failed();
        }
        $locked = $wpdb->query($wpdb->prepare("SELECT ID FROM $wpdb->posts WHERE ID = %d FOR UPDATE", $id));
        clean_post_cache($id); // what was read before the lock may be old
        $done = $locked === false ? failed() : written($id, $request);
        if (!is_wp_error($done) && $wpdb->query('COMMIT') === false) {
            $done = failed();
        }
        return $done;
    } catch (Throwable $error) {
        return $done = failed(get_class($error));
    } finally {
        if (!is_array($done)) {
            $wpdb->query('ROLLBACK');
            clean_post_cache($id);
        }
        $wpdb->reconnect_retries = $reconnects;
    }
}

/**
 * What is done while the row is locked.
 *
 * @return array|WP_Error
 */
function written(int $id, WP_REST_Request $request)
{
    $post = get_post($id);
    if (!$post) {
        return new WP_Error('rest_post_invalid_id', 'There is no such post.', ['status' => 404]);
    }
    if (!in_array($post->post_status, OPEN, true)) {
        return new WP_Error('redraft_no_draft', "The post is no draft; its status is $post->post_status.", ['status' => 409]);
    }
    if (!hash_equals(hashed($post), $request['expected'])) {
        return new WP_Error('redraft_changed', 'The post has been changed.', ['status' => 412]);
    }
    if (wp_check_post_lock($id)) {
        return new WP_Error('redraft_open', 'Somebody has the post open in an editor.', ['status' => 423]);
    }
    // WordPress keeps no revision of a post that was inserted in one go: this one keeps the original.
    wp_save_post_revision($id);

    $changes = array_filter(['post_title' => $request['title'], 'post_content' => $request['content']], 'is_string');
    $original = text_hash($post);
    if ($changes && $request['tags'] && is_object_in_taxonomy($post->post_type, 'post_tag')) {
        if (!current_user_can(get_taxonomy('post_tag')->cap->assign_terms)) {
            return allowed(false);
        }
        $there = wp_get_object_terms($id, 'post_tag', ['fields' => 'ids']);
        if (is_wp_error($there)) {
            return failed('tags');
        }
        $changes['tax_input'] = ['post_tag' => array_values(array_unique(array_merge(array_map('intval', $there), $request['tags'])))];
    }
    if ($changes) {
        // Without the null WordPress would refuse a post whose page template the theme does not have.
        $updated = wp_update_post(wp_slash(['ID' => $id, 'page_template' => null] + $changes), true);
        if (is_wp_error($updated)) {
            return failed($updated->get_error_code());
        }
    }
    clean_post_cache($id);
    $post = get_post($id);
    if ($changes) {
        note($post, $original, $request['note']);
    }
    // A plugin that publishes or moves a draft when it is saved shall not do so through us.
    return in_array($post->post_status, OPEN, true) ? shown($post) : failed("status $post->post_status");
}

function failed(string $why = 'database'): WP_Error
{
    return new WP_Error('redraft_not_written', "Nothing was written ($why).", ['status' => 500]);
}

// What the list of posts shows

add_action('init', function (): void {
    load_muplugin_textdomain('redraft', 'redraft-languages');
    $text = ['type' => 'string', 'context' => ['edit']];
    $number = ['type' => 'integer', 'context' => ['edit']];
    register_post_meta('', META, [
        'type' => 'object',
        'single' => true,
        'description' => 'What Redraft revised: hashes of the text before and after, when, how much, and the revision that shows it.',
        'auth_callback' => fn($allowed, $key, $id) => current_user_can('edit_post', $id),
        // Never in what readers are shown.
        'show_in_rest' => ['schema' => ['type' => 'object', 'context' => ['edit'], 'additionalProperties' => false, 'properties' => [
            'site' => $text, 'at' => $text, 'origin' => $text, 'text' => $text,
            'changed' => $number, 'of' => $number, 'revision' => $number,
        ]]],
    ]);
    foreach (['posts', 'pages'] as $kind) {
        add_filter("manage_{$kind}_columns", fn(array $columns) => $columns + ['redraft' => __('Redraft', 'redraft')]);
        add_action("manage_{$kind}_custom_column", __NAMESPACE__ . '\column', 10, 2);
    }
});


/** Title and text of a post, as a number that tells whether they are the same. */
function text_hash(WP_Post $post): string
{
    return hash('sha256', "$post->post_title\0$post->post_content");
}

/** Keep what was done to the post; forget it where the original is back. */
function note(WP_Post $now, string $original, ?array $note): void
{
    $kept = get_post_meta($now->ID, META, true);
    if (is_array($kept) && text_hash($now) === ($kept['origin'] ?? '')) {
        delete_post_meta($now->ID, META);
    } elseif ($note) {
        $revisions = wp_get_post_revisions($now->ID, ['posts_per_page' => 1, 'fields' => 'ids']);
        update_post_meta($now->ID, META, wp_slash([
            'site' => (string) $note['site'],
            'at' => gmdate('Y-m-d\TH:i:s\Z'),
            'origin' => $original,
            'text' => text_hash($now),
            'changed' => (int) $note['changed'],
            'of' => (int) $note['of'],
            'revision' => $revisions ? (int) reset($revisions) : 0,
        ]));
    }
}

/** One cell of the list of posts, for who may edit the post. */
function column(string $column, int $id): void
{
    $note = $column === 'redraft' && current_user_can('edit_post', $id) ? get_post_meta($id, META, true) : null;
    $at = is_array($note) ? strtotime((string) ($note['at'] ?? '')) : false;
    if ($at === false) {
        return;
    }
    $said = sprintf(
        /* translators: 1: day and month, 2: number of paragraphs that were reworded, 3: number of all paragraphs */
        __('revised %1$s, %2$d of %3$d paragraphs', 'redraft'),
        /* translators: day and month as PHP writes them */
        wp_date(__('j M', 'redraft'), $at),
        (int) ($note['changed'] ?? 0),
        (int) ($note['of'] ?? 0)
    );
    /* translators: 1: name of the site in Redraft's configuration, 2: number of the post */
    $proof = sprintf(__('The proof: redraft show %1$s %2$d --proof', 'redraft'), (string) ($note['site'] ?? ''), $id);
    $revision = (int) ($note['revision'] ?? 0);
    if ($revision && wp_get_post_revision($revision)) {
        $compare = admin_url("revision.php?revision=$revision"); // WordPress' own comparison with what was there before
        printf('<a href="%s" title="%s">%s</a>', esc_url($compare), esc_attr($proof), esc_html($said));
    } else {
        printf('<span title="%s">%s</span>', esc_attr($proof), esc_html($said));
    }
    if (text_hash(get_post($id)) !== ($note['text'] ?? '')) {
        echo '<br>' . esc_html__('edited since', 'redraft');
    }
}
