#!/usr/bin/env bash
# Brings a Debian 12 machine that has git and Node.js 20 or newer to where scripts/build.sh works.
#
# What is there already is left alone, and when nothing is missing nothing is fetched, so running it
# again takes a moment and needs no network. Nothing under /etc is changed: the package lists that
# apt needs are read into a folder of this script's own, which it removes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly CACHE=${ECD_WASM_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/ecd-wasm}
readonly CRYPTOPP=${ECD_CRYPTOPP_SOURCE:-$CACHE/cryptopp-8.7.0}
# Of libcrypto++_8.7.0+git220824.orig.tar.gz, as Debian 12's own source index gives it.
readonly CRYPTOPP_SHA256=6aa99cbacf4d30eb21f0b8fc08f6244e81b024b04a7863032a1133797aa4e8fd

readonly PACKAGES=(
  g++ cmake ninja-build        # the native build
  clang libclang-rt-dev llvm   # sanitizers; llvm has the symbolizer of their reports
  emscripten                   # the WebAssembly build
  libgtest-dev nlohmann-json3-dev
  python3-cryptography-vectors # of NIST, RFCs and GM/T for hashes, HMAC and RSA; data
  zsh fish                     # shells whose completion is tested; bash is there
  openssl                      # makes the certificate of the tests behind a proxy
  chromium fonts-noto-cjk      # browser tests; without the font Chinese text renders as boxes
)

scratch=
trap '[[ -z $scratch ]] || rm -rf "$scratch"' EXIT

say() { echo "setup: $*"; }
fail() {
  echo "setup: $*" >&2
  exit 1
}

check_node() {
  local major
  major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null) || major=0
  ((major >= 20)) || fail "Node.js 20 or newer is needed on PATH"
}

missing_packages() {
  local installed
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${PACKAGES[@]}" 2>/dev/null) || true
  printf 'installed %s\n' "${PACKAGES[@]}" |
    grep -vxF "$installed" | cut -d' ' -f2 || true
}

# Prints "URI suite components" for each entry of apt's sources, in both formats apt knows.
apt_entries() {
  # deb822: a paragraph per entry; a line that starts with a space goes on with the field before.
  find /etc/apt -maxdepth 2 -name '*.sources' -exec awk 'FNR == 1 { print "" } !/^#/' {} + | awk '
    BEGIN { RS = ""; FS = "\n" }
    {
      split("", field)
      for (i = 1; i <= NF; i++) {
        line = $i
        if (line !~ /^[ \t]/) {
          name = tolower(line); sub(/:.*/, "", name); sub(/^[^:]*:/, "", line)
        }
        field[name] = field[name] " " line
      }
      if (field["enabled"] ~ /no/) next
      uris = split(field["uris"], uri, " "); suites = split(field["suites"], suite, " ")
      for (u = 1; u <= uris; u++)
        for (s = 1; s <= suites; s++) print uri[u], suite[s], field["components"]
    }'
  # The older format: one line per entry, perhaps with options in brackets.
  find /etc/apt -maxdepth 2 -name '*.list' -exec sed -nE 's/^deb +(\[[^]]*\] +)?//p' {} +
}

# Debian's own entries only. They are pinned to Debian's archive key, whatever else apt trusts.
debian_sources() {
  local key=/usr/share/keyrings/debian-archive-keyring.gpg
  apt_entries | awk -v key="$key" '
    $1 ~ /\/debian(-security)?(\.list)?\/?$/ &&
    $2 ~ /^bookworm(-updates|-security)?$/ && / main( |$)/ {
      for (t = split("deb deb-src", type, " "); t > 0; t--)
        print type[t], "[signed-by=" key "]", $1, $2, "main"
    }' | sort -u
}

# Reads package lists into the scratch folder, once a run; apt_own then uses them.
read_package_lists() {
  [[ -z $scratch ]] || return 0
  scratch=$(mktemp -d)
  chmod 755 "$scratch" # apt downloads as a user of its own
  mkdir -p "$scratch/parts" "$scratch/lists/partial"
  debian_sources >"$scratch/parts/debian.list"
  [[ -s $scratch/parts/debian.list ]] || fail "apt's sources name no Debian 12 (bookworm) archive"
  say "reading Debian's package lists"
  apt_own update
}

apt_own() {
  local runner=()
  if [[ $1 == install && $EUID != 0 ]]; then runner=(sudo); fi
  "${runner[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq \
    -o Dir::Etc::sourcelist=/dev/null \
    -o Dir::Etc::sourceparts="$scratch/parts" \
    -o Dir::State::lists="$scratch/lists" \
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= \
    -o Acquire::Languages=none \
    -o DPkg::Lock::Timeout=600 \
    "$@"
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  if [[ $EUID != 0 ]] && ! command -v sudo >/dev/null; then
    fail "not root and no sudo; please install: ${missing[*]}"
  fi
  read_package_lists
  say "installing ${missing[*]}"
  apt_own install --no-install-recommends --yes "${missing[@]}" >/dev/null
}

# Crypto++ is built from source: Debian's package is a native library, of no use to WebAssembly.
fetch_cryptopp() {
  [[ ! -f $CRYPTOPP/sha.cpp ]] || return 0
  [[ -z ${ECD_CRYPTOPP_SOURCE:-} ]] ||
    fail "ECD_CRYPTOPP_SOURCE holds no Crypto++ source: $CRYPTOPP"
  read_package_lists
  say "fetching the source of Crypto++"
  (cd "$scratch" &&
    apt_own -o APT::Sandbox::User=root source --download-only --tar-only libcrypto++)
  local archive=("$scratch"/libcrypto++_*.orig.tar.gz)
  sha256sum --check --quiet <<<"$CRYPTOPP_SHA256  ${archive[0]}" ||
    fail "not the Crypto++ that was pinned"
  unpack_cryptopp "${archive[0]}"
}

# Which of the files are compiled is cmake/dependencies.cmake's to say; all the sources are 6 MB.
unpack_cryptopp() {
  mkdir -p "$CACHE"
  local fresh
  fresh=$(mktemp -d "$CACHE/unpack.XXXXXX")
  tar -xf "$1" -C "$fresh" --strip-components=1 --no-same-owner \
    --wildcards --no-wildcards-match-slash '*/*.h' '*/*.cpp' '*/License.txt'
  chmod 755 "$fresh"
  # One rename, so that an interrupted run never leaves half a folder under the final name.
  mv -T "$fresh" "$CRYPTOPP"
}

install_node_modules() {
  local stamp=node_modules/.installed-lock.json
  ! cmp -s package-lock.json "$stamp" || return 0
  say "installing npm packages"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
  cp package-lock.json "$stamp"
}

command -v dpkg-query >/dev/null ||
  fail "made for Debian 12; elsewhere install what PACKAGES in this file lists, and see the README"
check_node
install_packages
fetch_cryptopp
install_node_modules
say "ready"
