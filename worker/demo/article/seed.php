<?php
// Two drafts of one article, as an author left them 25 minutes ago: {"classic": post id, "blocks": post id}. A second call adds none.
$drafts = get_option('redraft_demo', []);
if (!$drafts) {
    wp_set_current_user(get_user_by('login', 'admin')->ID);  // who may upload, and store any HTML
    $picture = wp_upload_bits('sea.png', null, file_get_contents(__DIR__ . '/sea.png'));
    $image = wp_insert_attachment(
        ['post_title' => 'The sea at dusk', 'post_mime_type' => 'image/png', 'post_status' => 'inherit'],
        $picture['file']
    );
    foreach (['classic', 'blocks'] as $kind) {
        $body = strtr(trim(file_get_contents(__DIR__ . "/$kind.html")), ['{image}' => $picture['url'], '{id}' => $image]);
        $drafts[$kind] = wp_insert_post(wp_slash([
            'post_title' => 'Two fishermen rescued after nine days adrift off the Orlen coast',
            'post_content' => $body,
            'post_status' => 'draft',
            'post_author' => get_user_by('login', 'author')->ID,
        ]));
        // There is no function that sets the modification time of a draft.
        $wpdb->update($wpdb->posts, [
            'post_modified' => wp_date('Y-m-d H:i:s', time() - 25 * MINUTE_IN_SECONDS),
            'post_modified_gmt' => gmdate('Y-m-d H:i:s', time() - 25 * MINUTE_IN_SECONDS),
        ], ['ID' => $drafts[$kind]]);
    }
    update_option('redraft_demo', $drafts);
}
echo json_encode($drafts);
