<?php
// The configuration of a throw-away WordPress on 127.0.0.1. Everything it needs lies in the folder above the site's root.
if (is_file(dirname(__DIR__) . '/network.php')) {
    require dirname(__DIR__) . '/network.php';
}
if (is_file(dirname(__DIR__) . '/mariadb.socket')) {
    define('DB_USER', 'root');
    define('DB_HOST', 'localhost:' . file_get_contents(dirname(__DIR__) . '/mariadb.socket'));
} else {
    define('DB_ENGINE', 'sqlite');
    define('DB_DIR', dirname(__DIR__) . '/db');
    define('DB_FILE', 'wordpress.sqlite');
    define('DB_USER', '');
    define('DB_HOST', 'localhost');
}
define('DB_NAME', 'wordpress');
define('DB_PASSWORD', '');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';

foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define("{$name}_KEY", hash_hmac('sha256', "{$name}_KEY", file_get_contents(dirname(__DIR__) . '/secret')));
    define("{$name}_SALT", hash_hmac('sha256', "{$name}_SALT", file_get_contents(dirname(__DIR__) . '/secret')));
}
unset($name);

// Application passwords need HTTPS or a local environment.
define('WP_ENVIRONMENT_TYPE', 'local');
// The port may differ at each start, so the site is where it is asked for. The sites of a network have addresses of their own.
if (!defined('MULTISITE')) {
    define('WP_HOME', 'http://' . ($_SERVER['HTTP_HOST'] ?? '127.0.0.1'));
    define('WP_SITEURL', WP_HOME);
}
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG', true);
define('WP_DEBUG_DISPLAY', false);
define('WP_DEBUG_LOG', dirname(__DIR__) . '/debug.log');

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
