# shellcheck shell=bash
# Sourced by `run` and `test`: finds Python, installs what the system lacks, fills .venv from a hashed lock file.
# Says in French what it does; does nothing twice. Writes only in .venv and, through apt, what is missing.

here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
venv="$here/.venv"
apt_is_fresh=""

say() { printf '%s\n' "$*"; }

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        if [ -t 0 ]; then sudo "$@"; else sudo -n "$@"; fi
    else
        return 1
    fi
}

# apt_install PACKAGE…: true when all are installed.
apt_install() {
    local log
    command -v apt-get >/dev/null || return 1
    log="$(mktemp)"
    if [ -z "$apt_is_fresh" ]; then
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >"$log" 2>&1 || true
        apt_is_fresh=yes
    fi
    if as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
        </dev/null >>"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
    return 1
}

has_library() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -F "$1" >/dev/null; }

# Prints the package of each library that is missing; reads "library package" lines.
missing_packages() {
    local library package
    while read -r library package; do
        has_library "$library" || printf '%s\n' "$package"
    done
}

libraries() {
    cat <<'LIST'
libEGL.so.1 libegl1
libGL.so.1 libgl1
libglib-2.0.so.0 libglib2.0-0
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libxkbcommon.so.0 libxkbcommon0
libbrotlidec.so.1 libbrotli1
libgssapi_krb5.so.2 libgssapi-krb5-2
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libwayland-cursor.so.0 libwayland-cursor0
LIST
}

need_libraries() {
    local missing
    mapfile -t missing < <(libraries | missing_packages)
    if [ -z "$(find /usr/share/fonts -name '*.[to]tf' -print -quit 2>/dev/null)" ]; then
        missing+=(fonts-dejavu-core)
    fi
    [ "${#missing[@]}" -eq 0 ] && return
    say "Installation de ce qui manque à l’affichage : ${missing[*]}"
    apt_install "${missing[@]}" || stop "Impossible d’installer : ${missing[*]}. Installez-les, puis relancez."
}

# Sets $python to an interpreter of version 3.11 or later.
find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))'; then
            python="$name"
            return 0
        fi
    done
    return 1
}

need_python() {
    local package version
    if ! find_python; then
        say "Installation de Python."
        for package in python3 python3.13 python3.12 python3.11; do
            apt_install "$package" && find_python && break
        done
        find_python || stop "Il faut Python 3.11 ou plus récent. Installez-le, puis relancez."
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version="$("$python" -c 'import sys; print("{}.{}".format(*sys.version_info))')"
        say "Installation de python$version-venv."
        apt_install "python$version-venv" || stop "Impossible d’installer python$version-venv. Installez-le, puis relancez."
    fi
}

# fill_venv LOCK: .venv holds exactly what LOCK says (or more), and this project; at once when nothing changed.
fill_venv() {
    local lock="$here/$1" stamp="$venv/installed-from"
    if [ -x "$venv/bin/python" ] && ! "$venv/bin/python" -c '' 2>/dev/null; then
        rm -rf "$venv"
    fi
    if grep -qsxF "$(wanted "$lock")" "$stamp"; then
        return
    fi
    if [ ! -x "$venv/bin/python" ]; then
        say "Création de l’environnement .venv."
        "$python" -m venv "$venv"
    fi
    say "Installation des bibliothèques de $1 (empreintes vérifiées)."
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: \
        --requirement "$lock" </dev/null
    "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-index --no-deps --no-build-isolation \
        --editable "$here" </dev/null
    wanted "$lock" >"$stamp"
    # The development set holds the other one.
    if [ "$1" = requirements-dev.lock ]; then wanted "$here/requirements.lock" >>"$stamp"; fi
}

wanted() { cat "$1" "$here/pyproject.toml" | sha256sum; }
