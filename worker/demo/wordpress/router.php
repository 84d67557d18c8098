<?php
// The router of PHP's built-in server: what exists is served as it stands, everything else is WordPress' own index.php.

// A closure, because WordPress runs in the same global scope afterwards. Null: it is served as it stands.
$script = (function (): ?string {
    $root = $_SERVER['DOCUMENT_ROOT'];
    $path = urldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) ?: '/');
    $target = realpath($root . $path);
    if ($target === false || !str_starts_with("$target/", "$root/")) {
        // A site of a network lives in a subfolder that is not there: its /second/xmlrpc.php is /xmlrpc.php.
        return preg_match('~^/[\w-]+(/[\w-]+\.php)$~', $path, $found) && is_file($root . $found[1]) ? $found[1] : '/index.php';
    }
    if (is_file($target)) {
        return null;
    }
    if (!str_ends_with($path, '/')) {
        header("Location: $path/", true, 301);
        exit;
    }
    return is_file("$target/index.php") ? null : '/index.php';
})();
if ($script === null) {
    unset($script);
    return false;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = $script;
$_SERVER['SCRIPT_FILENAME'] = $_SERVER['DOCUMENT_ROOT'] . $script;
unset($script, $_SERVER['PATH_INFO']);
require $_SERVER['SCRIPT_FILENAME'];
