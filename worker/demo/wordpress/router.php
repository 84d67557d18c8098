<?php
// The router of PHP's built-in server: what exists is served as it stands, everything else is WordPress' own index.php.

// A closure, because WordPress runs in the same global scope afterwards.
$exists = (function (): bool {
    $root = $_SERVER['DOCUMENT_ROOT'];
    $path = urldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/');
    $target = realpath($root . $path);
    if ($target === false || !str_starts_with("$target/", "$root/")) {
        return false;
    }
    if (is_file($target)) {
        return true;
    }
    if (!str_ends_with($path, '/')) {
        header("Location: $path/", true, 301);
        exit;
    }
    return is_file("$target/index.php");
})();
if ($exists) {
    unset($exists);
    return false;
}
unset($exists, $_SERVER['PATH_INFO']);
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . '/index.php';
require $_SERVER['SCRIPT_FILENAME'];
