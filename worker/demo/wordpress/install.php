<?php
// php install.php ROOT <JSON: Installs WordPress in ROOT with one user per line of {"name": {"role": …, "password": …}}.
// Prints {"version": …, "php": …, "users": {"name": {"id": …, "app_password": …}}}.
$_SERVER += ['REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
$wanted = json_decode(stream_get_contents(STDIN), true, 8, JSON_THROW_ON_ERROR);
define('WP_INSTALLING', true);
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install('The Example Herald', 'admin', 'admin@example.test', false, '', $wanted['admin']['password']);
$wp_rewrite->set_permalink_structure('/%postname%/');
flush_rewrite_rules(false);

$users = [];
foreach ($wanted as $name => $user) {
    $id = get_user_by('login', $name)->ID ?? wp_insert_user([
        'user_login' => $name,
        'user_pass' => $user['password'],
        'user_email' => "$name@example.test",
        'display_name' => ucfirst($name),
        'role' => $user['role'],
    ]);
    if (is_wp_error($id)) {
        throw new RuntimeException($id->get_error_message());
    }
    [$password] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'redraft']);
    $users[$name] = ['id' => $id, 'app_password' => WP_Application_Passwords::chunk_password($password)];
}
echo json_encode(['version' => $wp_version, 'php' => PHP_VERSION, 'users' => $users], JSON_THROW_ON_ERROR);
