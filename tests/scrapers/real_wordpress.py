"""A real WordPress on loopback: Debian's packages of it, of PHP and of MariaDB, in a folder of the test's own."""

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

PACKAGED = Path("/usr/share/wordpress")
PROGRAMS = ("mariadbd", "mariadb-install-db", "mariadb-admin", "mariadb", "php")
PATIENCE = 60.0
CONFIG = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4');
define('AUTH_KEY', '{salt}');
define('WP_HOME', '{url}');
define('WP_SITEURL', '{url}');
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_DEBUG', false);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
# What no file answers WordPress does, as the usual rules of a web server have it.
ROUTER = """<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file(__DIR__ . $path)) return false;
if (is_file(__DIR__ . $path . 'index.php') && $path !== '/') { require __DIR__ . $path . 'index.php'; return; }
$_SERVER['SCRIPT_NAME'] = '/index.php';
require __DIR__ . '/index.php';
"""
INSTALL = """
define('WP_INSTALLING', true);
require 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Council newsroom', 'editor', 'editor@example.org', true, '', '{password}');
wp_delete_post(1, true);
update_option('timezone_string', 'Europe/London');
update_option('permalink_structure', '/%year%/%monthnum%/%postname%/');
flush_rewrite_rules(false);
"""


def missing_program() -> str | None:
    """Return what of a WordPress is not on this machine, None where nothing is."""
    if not PACKAGED.is_dir():
        return str(PACKAGED)
    return next((name for name in PROGRAMS if shutil.which(name) is None), None)


@dataclass(frozen=True, slots=True)
class WordPress:
    """A running WordPress; `site` is its folder."""

    url: str
    site: Path

    def do(self, code: str) -> str:
        """Run PHP within it and return what that prints."""
        done = subprocess.run(
            ["php", "-r", f"require 'wp-load.php'; {code}"],
            cwd=self.site,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@contextmanager
def running_wordpress() -> Iterator[WordPress]:
    """Give a WordPress without any post, until the block ends."""
    # Not pytest's folder, whose name may be too long for a socket.
    with TemporaryDirectory(prefix="wordpress-") as name, _database(Path(name)) as database:
        site, port = Path(name, "site"), _free_port()
        shutil.copytree(PACKAGED, site, ignore=shutil.ignore_patterns("wp-config.php"), ignore_dangling_symlinks=True)
        url = f"http://127.0.0.1:{port}"
        config = CONFIG.replace("{socket}", str(database)).replace("{salt}", secrets.token_hex()).replace("{url}", url)
        (site / "wp-config.php").write_text(config, encoding="utf-8")
        (site / "router.php").write_text(ROUTER, encoding="utf-8")
        _run("php", "-r", INSTALL.replace("{password}", secrets.token_hex()), cwd=site)
        with _process("php", "-S", f"127.0.0.1:{port}", "-t", ".", "router.php", cwd=site):
            _wait_until(lambda: _answers(f"{url}/wp-json/"), "WordPress")
            yield WordPress(url, site)


@contextmanager
def _database(folder: Path) -> Iterator[Path]:
    """Start a MariaDB that only this machine's files lead to; give the path of its socket."""
    data, server = folder / "database", folder / "mysql.sock"
    as_user = ["--user=root"] if os.geteuid() == 0 else []
    _run(
        "mariadb-install-db", "--no-defaults", *as_user, f"--datadir={data}", "--auth-root-authentication-method=normal"
    )
    options = (f"--datadir={data}", f"--socket={server}", "--skip-networking", f"--pid-file={folder / 'mariadb.pid'}")
    with _process("mariadbd", "--no-defaults", *as_user, *options, cwd=folder):
        _wait_until(lambda: _succeeds("mariadb-admin", "--no-defaults", f"--socket={server}", "ping"), "MariaDB")
        _run("mariadb", "--no-defaults", f"--socket={server}", "-e", "CREATE DATABASE wordpress")
        yield server


@contextmanager
def _process(*command: str, cwd: Path) -> Iterator[None]:
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def _run(*command: str, cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout}")


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True).returncode == 0


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=10) as response:
            return bool(response.status == 200)
    except (URLError, ConnectionError):
        return False


def _wait_until(is_ready: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_ready():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not start within {PATIENCE:.0f} s")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
