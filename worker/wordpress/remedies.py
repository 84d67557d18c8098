"""
The exact texts that mend a site, as a person pastes them.

A must-use plugin is one file; WordPress loads it without being asked. `wp-config.php` must say it above the line that
requires wp-settings.php, and each name may be defined only once.
"""

from __future__ import annotations

import shlex
from urllib.parse import urlsplit

from worker.config import packaged_path
from worker.finding import Remedy

WP_CONFIG = "wp-config.php, above the line with wp-settings.php, in the place of a line that defines the same"
HTACCESS = ".htaccess of the site, above # BEGIN WordPress (Apache)"
NGINX = "the server { … } of this site (nginx), then: nginx -s reload"
NGINX_PHP = "the location of this site that holds fastcgi_pass (nginx), then: nginx -s reload"
NGINX_PROXY = "the location of this site that holds proxy_pass (nginx), then: nginx -s reload"
PHP_INI = "php.ini"
SHELL = "a shell on the web server"


def mu_plugin(name: str, code: str) -> Remedy:
    return Remedy(f"wp-content/mu-plugins/redraft-{name}.php (a new file)", f"<?php\n{code}\n")


def by_server(server: str, apache: tuple[Remedy, ...], nginx: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
    """Those for the web server that names itself first; only those, where it is one of the two."""
    name = server.lower()
    if "nginx" in name or "openresty" in name:
        return nginx
    return apache if "apache" in name or "litespeed" in name else (*apache, *nginx)


def pass_authorization(server: str) -> tuple[Remedy, ...]:
    apache = Remedy(HTACCESS, 'SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1\n')
    php = Remedy(NGINX_PHP, "fastcgi_param HTTP_AUTHORIZATION $http_authorization;\n")
    proxy = Remedy(NGINX_PROXY, "proxy_set_header Authorization $http_authorization;\n")
    return by_server(server, (apache,), (php, proxy))


def application_passwords(url: str, *, https_ends_before: bool) -> tuple[Remedy, ...]:
    """Over plain http on this machine, behind a proxy that ends TLS, and against a plugin that switches them off."""
    here = urlsplit(url).scheme == "http"
    local = Remedy(WP_CONFIG, "define('WP_ENVIRONMENT_TYPE', 'local');\n")
    proxied = Remedy(
        WP_CONFIG,
        "if ('https' === ($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '')) {\n    $_SERVER['HTTPS'] = 'on';\n}\n",
    )
    plugin = mu_plugin(
        "application-passwords",
        "// Switches application passwords on, whatever another plugin says.\n"
        "add_filter('wp_is_application_passwords_available', '__return_true', PHP_INT_MAX);",
    )
    return (local, plugin) if here else (proxied, plugin) if https_ends_before else (plugin,)


def application_passwords_of_user() -> Remedy:
    return mu_plugin(
        "application-passwords",
        "add_filter('wp_is_application_passwords_available_for_user', '__return_true', PHP_INT_MAX);",
    )


def capabilities(user_id: int, missing: tuple[str, ...]) -> Remedy:
    lines = "".join(f"\n    $user->has_cap('{name}') || $user->add_cap('{name}');" for name in missing)
    return mu_plugin(
        "rights",
        "// Gives one account the rights to edit the drafts of others, and none to publish.\n"
        f"add_action('init', function () {{\n    $user = new WP_User({user_id});{lines}\n}});",
    )


def unfiltered_html(user_id: int) -> Remedy:
    return mu_plugin(
        "unfiltered-html",
        "// Lets one account store any HTML that is in a draft: on a network and under DISALLOW_UNFILTERED_HTML, too.\n"
        "add_action('init', function () {\n"
        f"    $user = new WP_User({user_id});\n"
        "    $user->has_cap('unfiltered_html') || $user->add_cap('unfiltered_html');\n}, 0);\n"
        "add_filter('map_meta_cap', function ($caps, $cap, $user_id) {\n"
        f"    return 'unfiltered_html' === $cap && {user_id} === (int) $user_id ? ['unfiltered_html'] : $caps;\n"
        "}, PHP_INT_MAX, 3);",
    )


def post_type(name: str) -> Remedy:
    return mu_plugin(
        f"type-{name}",
        "// Shows a post type in the REST API.\n"
        "add_filter('register_post_type_args', function ($args, $type) {\n"
        f"    return '{name}' === $type ? ['show_in_rest' => true] + $args : $args;\n"
        "}, PHP_INT_MAX, 2);",
    )


def quiet_rest() -> Remedy:
    # Must-use plugins are loaded in the order of their names, before all others: 00 makes it the first.
    return Remedy(
        "wp-content/mu-plugins/00-redraft-quiet.php (a new file)",
        "<?php\n// Drops what plugins print before an answer of the REST API.\n"
        "ob_start();\n"
        "add_filter('rest_pre_serve_request', function ($served) {\n    ob_clean();\n    return $served;\n}, -1000);\n",
    )


def revisions() -> Remedy:
    return Remedy(WP_CONFIG, "define('WP_POST_REVISIONS', true);\n")


def revisions_of_type(name: str) -> Remedy:
    return mu_plugin(f"revisions-{name}", f"add_action('init', fn () => add_post_type_support('{name}', 'revisions'), 1000);")


def xmlrpc() -> Remedy:
    return mu_plugin("xmlrpc", "add_filter('xmlrpc_enabled', '__return_true', PHP_INT_MAX);")


def companion() -> Remedy:
    return Remedy(
        "a shell on this machine: copies the plugin; put it into wp-content/mu-plugins/ of the site (make the folder if there is none)",
        f"cp {shlex.quote(str(packaged_path('wordpress/redraft.php')))} .\n",
    )


def uncached(server: str) -> tuple[Remedy, ...]:
    apache = Remedy(HTACCESS, '<If "-n %{HTTP:Authorization}">\n    Header always set Cache-Control "no-store, private"\n</If>\n')
    nginx = Remedy(
        "the location of this site that holds proxy_pass or fastcgi_pass (nginx), then: nginx -s reload",
        "proxy_cache_bypass $http_authorization;\nproxy_no_cache $http_authorization;\n"
        "fastcgi_cache_bypass $http_authorization;\nfastcgi_no_cache $http_authorization;\n",
    )
    varnish = Remedy("sub vcl_recv (Varnish)", "if (req.http.Authorization) {\n    return (pass);\n}\n")
    cloudflare = Remedy(
        "Cloudflare, Caching > Cache Rules: Bypass cache, custom filter expression",
        '(len(http.request.headers["authorization"]) gt 0)\n',
    )
    if "cloudflare" in server.lower():
        return (cloudflare,)
    return (*by_server(server, (apache,), (nginx,)), varnish)


def larger_bodies(server: str) -> tuple[Remedy, ...]:
    apache = Remedy(HTACCESS, "LimitRequestBody 16777216\n")
    nginx = Remedy(NGINX, "client_max_body_size 16m;\n")
    return (*by_server(server, (apache,), (nginx,)), Remedy(PHP_INI, "post_max_size = 16M\n"))


def past_cloudflare() -> Remedy:
    return Remedy(
        "Cloudflare, Security > WAF > Custom rules: action Skip, expression",
        '(http.user_agent contains "Redraft/" and (starts_with(http.request.uri.path, "/wp-json/") or '
        'http.request.uri.path eq "/xmlrpc.php" or http.request.uri.query contains "rest_route="))\n',
    )


def past_wordfence() -> Remedy:
    return Remedy(
        "Wordfence > Firewall > All Firewall Options > Allowlisted IP addresses that bypass all rules",
        "the address under which this machine reaches the Internet\n",
    )


def past_user_agent_rules(server: str) -> tuple[Remedy, ...]:
    apache = Remedy(
        "the end of .htaccess of the site (Apache)",
        'SetEnvIf User-Agent "^Redraft/" !bad_bot !bad_bots !block_bot !badbot\n',
    )
    security = Remedy(
        "ModSecurity, before its other rules",
        'SecRule REQUEST_HEADERS:User-Agent "@beginsWith Redraft/" "id:1000100,phase:1,pass,nolog,ctl:ruleEngine=Off"\n',
    )
    nginx = Remedy(
        "the map $http_user_agent … { … } that refuses others (nginx), then: nginx -s reload",
        "~^Redraft/ 0;\n",
    )
    return (*by_server(server, (apache,), (nginx,)), security)


def no_password_before_wordpress(server: str) -> tuple[Remedy, ...]:
    apache = Remedy(
        "the virtual host of this site (Apache), at its end, then: apachectl graceful",
        '<LocationMatch "^/(wp-json/|xmlrpc\\.php)">\n    AuthType None\n    Require all granted\n</LocationMatch>\n',
    )
    nginx = Remedy(NGINX, "location ^~ /wp-json/ {\n    auth_basic off;\n    try_files $uri $uri/ /index.php?$args;\n}\n")
    return by_server(server, (apache,), (nginx,))


def rewriting(server: str) -> tuple[Remedy, ...]:
    apache = Remedy(
        HTACCESS,
        "RewriteEngine On\nRewriteRule ^index\\.php$ - [L]\nRewriteCond %{REQUEST_FILENAME} !-f\n"
        "RewriteCond %{REQUEST_FILENAME} !-d\nRewriteRule . /index.php [L]\n",
    )
    nginx = Remedy(NGINX, "location / {\n    try_files $uri $uri/ /index.php?$args;\n}\n")
    return by_server(server, (apache,), (nginx,))


def certificate(host: str, code: int) -> Remedy:
    """By OpenSSL's number of what is wrong: 10 expired, 20 a link of the chain is missing; else a new one is needed."""
    if code == 10:
        return Remedy(SHELL, f"certbot renew --cert-name {host} && (nginx -s reload || apachectl graceful)\n")
    if code in (20, 21):
        return Remedy(
            "the server { … } of this site (nginx); Apache: SSLCertificateFile with the same path",
            f"ssl_certificate /etc/letsencrypt/live/{host}/fullchain.pem;\n",
        )
    return Remedy(SHELL, f"certbot --domain {host}\n")


def site_address(name: str, url: str) -> Remedy:
    return Remedy(f"sites/{name}.toml, in the place of its url", f'url = "{url}"\n')


def end_maintenance() -> Remedy:
    return Remedy(f"{SHELL}, in WordPress' folder, unless an update runs this minute", "rm .maintenance\n")


def show_fatal_errors() -> Remedy:
    text = "define('WP_DEBUG', true);\ndefine('WP_DEBUG_LOG', true);\ndefine('WP_DEBUG_DISPLAY', false);\n"
    return Remedy(f"{WP_CONFIG}; wp-content/debug.log then names the plugin", text)


def right_clock() -> Remedy:
    return Remedy("a shell, on whichever of the two machines is wrong", "timedatectl set-ntp true\n")


def open_address(server: str) -> tuple[Remedy, ...]:
    apache = Remedy(
        "the end of the virtual host of this site (Apache), then: apachectl graceful",
        '<LocationMatch "^/(wp-json/|xmlrpc\\.php)">\n    Require all granted\n</LocationMatch>\n',
    )
    nginx = Remedy(
        f"{NGINX}, in the place of the location that denies it",
        "location ^~ /wp-json/ {\n    try_files $uri $uri/ /index.php?$args;\n}\n",
    )
    return by_server(server, (apache,), (nginx,))


def open_api() -> Remedy:
    return mu_plugin(
        "rest",
        "// Opens the REST API to accounts that log in, whatever another plugin says.\n"
        "add_filter('rest_authentication_errors', function ($error) {\n"
        "    return is_wp_error($error) && is_user_logged_in() ? true : $error;\n}, 1000);",
    )
