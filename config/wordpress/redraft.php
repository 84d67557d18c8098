<?php
/**
 * Plugin Name: Redraft
 * Description: Lets Redraft replace the text of a draft only while nobody else has changed it or has it open.
 * Version: 1
 * Requires PHP: 7.4
 * License: MIT
 *
 * Copy this file into wp-content/mu-plugins/ (make the folder if there is none). There is nothing to set up, and
 * removing the file removes everything. It answers on three routes, each to accounts that may edit the post:
 *
 *   GET  redraft/v1/version    {"version", "refusal"}: why the other routes answer 503 on this server, "" if they serve
 *   GET  redraft/v1/post/ID    the stored bytes (since WordPress 6.8 the core route gives re-serialised blocks)
 *   POST redraft/v1/post/ID    {"expected", "title"?, "content"?}: compare and swap under a lock of the database
 *
 * "expected" is the SHA-256 (hex) of title, content and status as stored, joined by NUL bytes. The write is refused with
 * 412 if the post holds something else, 409 if it is neither draft nor pending, 423 if somebody has it open in an
 * editor. It first stores what the post holds as a revision, also when neither title nor content is given.
 */

namespace Redraft;

use Throwable;
use WP_Error;
use WP_Post;
use WP_REST_Request;

defined('ABSPATH') || exit;

const VERSION = 1;
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
    if ($changes) {
        // Without the null WordPress would refuse a post whose page template the theme does not have.
        $updated = wp_update_post(wp_slash(['ID' => $id, 'page_template' => null] + $changes), true);
        if (is_wp_error($updated)) {
            return failed($updated->get_error_code());
        }
    }
    clean_post_cache($id);
    $post = get_post($id);
    // A plugin that publishes or moves a draft when it is saved shall not do so through us.
    return in_array($post->post_status, OPEN, true) ? shown($post) : failed("status $post->post_status");
}

function failed(string $why = 'database'): WP_Error
{
    return new WP_Error('redraft_not_written', "Nothing was written ($why).", ['status' => 500]);
}
