"""
Apache and nginx before a real WordPress, each with a configuration that a test breaks and mends.

Apache hands each request to a CGI program, and strips Authorization from what it hands on, as it does everywhere;
the program takes it from where WordPress does, and asks the site.  nginx is a proxy.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from worker.demo import lab

MODULES = "/usr/lib/apache2/modules"
PACKAGES = ("apache2-bin", "nginx-light")
PATIENCE = 30  # seconds for a server to listen

_NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/cache keys_zone=cache:1m;
    server {{
        listen 127.0.0.1:{port};
        {server}
        location / {{
            proxy_pass {site};
            proxy_set_header Host $http_host;
            {location}
        }}
    }}
}}
"""
_APACHE = """
ServerRoot {folder}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/log
Mutex pthread
LoadModule mpm_prefork_module {modules}/mod_mpm_prefork.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule cgi_module {modules}/mod_cgi.so
LoadModule dir_module {modules}/mod_dir.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule setenvif_module {modules}/mod_setenvif.so
TypesConfig /dev/null
User www-data
Group www-data
DocumentRoot {folder}/www
<Directory {folder}/www>
    AllowOverride All
    Options +ExecCGI
    AddHandler cgi-script .cgi
    FallbackResource /index.cgi
    {directory}
</Directory>
"""
# What a PHP that runs as CGI sees, is what WordPress goes by: wp_populate_basic_auth_from_authorization_header().
_CGI = """#!/usr/bin/php
<?php
$authorization = getenv('HTTP_AUTHORIZATION') ?: getenv('REDIRECT_HTTP_AUTHORIZATION');
$headers = ['Host: ' . getenv('HTTP_HOST'), 'Accept: ' . getenv('HTTP_ACCEPT'), 'Connection: close'];
if (getenv('CONTENT_TYPE')) $headers[] = 'Content-Type: ' . getenv('CONTENT_TYPE');
if ($authorization) $headers[] = "Authorization: $authorization";
$http = ['method' => getenv('REQUEST_METHOD'), 'header' => implode("\\r\\n", $headers), 'ignore_errors' => true,
    'follow_location' => 0, 'content' => stream_get_contents(STDIN, (int) getenv('CONTENT_LENGTH')), 'timeout' => 60];
$body = file_get_contents('SITE' . getenv('REQUEST_URI'), false, stream_context_create(['http' => $http]));
preg_match('~ (\\d+)~', array_shift($http_response_header), $status);
echo "Status: $status[1]\\r\\n";
foreach ($http_response_header as $header) {
    if (!preg_match('~^(connection|transfer-encoding|date|host):~i', $header)) echo "$header\\r\\n";
}
echo "\\r\\n$body";
"""


def install() -> bool:
    """Are both servers there?  As root on a Debian they are installed, and not started."""
    missing = [name for name in ("apache2", "nginx") if not shutil.which(name, path="/usr/sbin:/usr/bin")]
    script = Path(lab.__file__).parent / "debian.sh"
    command = ["sh", str(script), *PACKAGES]
    # With this run level Debian starts no service that it installs.
    return not missing or subprocess.run(command, env={**os.environ, "RUNLEVEL": "1"}, check=False).returncode == 0


@contextmanager
def nginx(site: str, *, server: str = "", location: str = "") -> Iterator[str]:
    """The address of an nginx before `site`, with these lines more in its server and its location."""
    with _folder() as folder:
        port = _free_port()
        text = _NGINX.format(folder=folder, port=port, site=site, server=server, location=location)
        (folder / "nginx.conf").write_text(text)
        with _running(["/usr/sbin/nginx", "-c", str(folder / "nginx.conf")], port, folder):
            yield f"http://127.0.0.1:{port}"


@contextmanager
def apache(site: str, *, htaccess: str = "", directory: str = "Require all granted") -> Iterator[str]:
    """The address of an Apache before `site`, with this .htaccess."""
    with _folder() as folder:
        port = _free_port()
        (folder / "www").mkdir()
        (folder / "www" / "index.cgi").write_text(_CGI.replace("SITE", site))
        (folder / "www" / "index.cgi").chmod(0o755)
        (folder / "www" / ".htaccess").write_text(htaccess)
        text = _APACHE.format(folder=folder, port=port, modules=MODULES, directory=directory)
        (folder / "apache.conf").write_text(text)
        with _running(["/usr/sbin/apache2", "-X", "-f", str(folder / "apache.conf")], port, folder):
            yield f"http://127.0.0.1:{port}"


@contextmanager
def _folder() -> Iterator[Path]:
    """Where the server's own user may look."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    with (folder / "said").open("w") as said, subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=said) as process:
        try:
            ends = time.monotonic() + PATIENCE
            while not _listens(port):
                if process.poll() is not None or time.monotonic() > ends:
                    raise RuntimeError(f"{command[0]} did not start: {_log(folder)}")
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait()


def _log(folder: Path) -> str:
    return " ".join((folder / name).read_text() for name in ("said", "log") if (folder / name).exists())


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
