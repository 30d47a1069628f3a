# Read by the scripts beside it: finds Python, keeps .venv in step with the requirements, finds what tests need.

fail() {
    echo "$1" >&2
    exit 1
}

find_python() {
    for name in python3.13 python3.12 python3.11 python3 python; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    fail "Motor Unit needs Python 3.11 or newer; none was found on the PATH."
}

# Installs the named requirement files into .venv, unless just these were installed before.
ensure_packages() {
    [ -w . ] || fail "This folder cannot be written to: $(pwd)"
    wanted=$(cat "$@" | cksum)
    stamp=.venv/installed-$#
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
        return
    fi
    python=$(find_python)
    [ -x .venv/bin/python ] || "$python" -m venv .venv || fail "The virtual environment .venv could not be made (on Debian: apt-get install python3-venv)."
    options=
    for file in "$@"; do options="$options -r $file"; done
    echo "Installing packages"
    # shellcheck disable=SC2086
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes $options >.venv/install.log 2>&1 ||
        fail "The packages could not be installed: $(grep -v WARNING .venv/install.log | tail -n 1) (all of it in .venv/install.log)"
    echo "$wanted" >"$stamp"
}

# The one with windows keeps pages in memory; the one without takes half the time, and is only missed for that.
ensure_chromium() {
    if command -v chromium >/dev/null 2>&1 && command -v chromium-headless-shell >/dev/null 2>&1; then
        return
    fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "Installing Chromium for the browser tests"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium chromium-headless-shell; } \
            >/dev/null 2>&1 || true
    fi
    if ! command -v chromium >/dev/null 2>&1; then
        [ "${CI:-}" != true ] || fail "The browser tests could not run: Chromium is missing."
        echo "Chromium is missing, so the browser tests will not run. On Debian: sudo apt-get install chromium"
    elif ! command -v chromium-headless-shell >/dev/null 2>&1; then
        echo "The browser tests are faster with another package. On Debian: sudo apt-get install chromium-headless-shell"
    fi
}

# Prints the address of a PostgreSQL on this machine that lets this user in, or nothing.
find_postgres() {
    .venv/bin/python - <<'PYTHON' || true
import psycopg
for url in ("postgresql:///postgres", "postgresql://postgres@127.0.0.1:5432/postgres"):
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.Error:
        continue
    print(url)
    break
PYTHON
}
