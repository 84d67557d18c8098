<?php
// php eval.php ROOT HOST <CODE: Runs CODE inside the WordPress in ROOT, as a request to HOST would.
$_SERVER += ['REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
$_SERVER['HTTP_HOST'] = $argv[2];
require $argv[1] . '/wp-load.php';
ini_set('display_errors', 'stderr');  // WordPress has switched it off
eval(stream_get_contents(STDIN));
