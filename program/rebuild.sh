#!/bin/sh
# Builds what a release has from source, without a network, and compares it with the release's SHA256SUMS.
#
#   program/rebuild.sh --fetch INPUTS                   collects the pinned packages that the build takes into a folder
#   program/rebuild.sh INPUTS SHA256SUMS                builds everything in a namespace that has no network
#   program/rebuild.sh --only NAME INPUTS SHA256SUMS    the same for this machine's program alone: nic-bonding-x86_64
#
# npm verifies its packages against package-lock.json, and pip the compiler and the engine against program/inputs.txt. The
# build starts from nothing: no cache of this user has a part in it. It needs Node.js 20, Python 3.11, tar and util-linux, and
# for everything the Debian packages rpm and qemu-user.
set -eu
sources=$(cd "$(dirname "$0")/.." && pwd -P)

usage() {
  sed -n 's/^#   program/usage: program/p' "$sources/program/rebuild.sh" >&2
  exit 2
}

# folder PATH: its absolute path, which must be a folder.
folder() {
  (cd "$1" 2>/dev/null && pwd -P) || { echo "rebuild: $1 is not a folder; fetch it first: program/rebuild.sh --fetch $1" >&2; exit 1; }
}

# A copy of the sources in a folder of its own: nothing that was built before, and another path than that of the release.
copy_sources() {
  mkdir -p "$1"
  (cd "$sources" && tar -c --exclude=./node_modules --exclude=./build --exclude=./.git .) | tar -x -C "$1"
}

fetch() {
  mkdir -p "$1/npm" "$1/pypi"
  inputs=$(folder "$1")
  copy_sources "$scratch/fetch"
  cd "$scratch/fetch"
  echo 'rebuild: fetching the packages of package-lock.json'
  npm ci --cache "$inputs/npm" --ignore-scripts --no-audit --no-fund --loglevel error
  # The Python that the build will choose: what it is given has to fit it.
  python=$(node --input-type=module -e 'import { findPython } from "./tools/setup/python.mjs"
    console.log(findPython({ least: 9, most: 99 })?.path ?? "python3")')
  echo 'rebuild: fetching the packages of program/inputs.txt'
  download --no-deps --no-binary=quickjs-ng --require-hashes --requirement program/inputs.txt
  # It packs the tarball, whose bytes do not depend on its version.
  echo 'rebuild: fetching ansible-core'
  download ansible-core
  echo "rebuild: fetched into $inputs"
}

download() {
  "$python" -m pip download --quiet --disable-pip-version-check --dest "$inputs/pypi" "$@"
}

# Runs a command without a network: there is no interface but a loopback that is down.
offline() {
  if [ "$(id -u)" = 0 ]; then unshare --net -- "$@"; else unshare --map-root-user --net -- "$@"; fi
}

build() {
  copy_sources "$scratch/deeper/source"
  cd "$scratch/deeper/source"
  export XDG_CACHE_HOME="$scratch/cache" npm_config_cache="$scratch/npm" npm_config_offline=true
  export PIP_NO_INDEX=1 PIP_FIND_LINKS="$inputs/pypi" PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONFIG_FILE=/dev/null
  # npm writes into its cache, and what was fetched stays as it is.
  cp -R "$inputs/npm" "$scratch/npm"
  offline npm ci --no-audit --no-fund --loglevel error
  offline npm run --silent "$1"
}

# compare FOLDER SUMS [NAME]: whether every file that the release names has the same bytes here. The source archive is what is
# built here, and not made by it.
compare() {
  sed -n -e '/-source[.]tar[.]gz$/d' -e "s/^\\([0-9a-f]\\{64\\}  \\)\\(${3:-.*}\\)\$/\\1\\2/p" "$2" >"$scratch/sums"
  [ -s "$scratch/sums" ] || { echo "rebuild: $2 does not name ${3:-a file}; use the SHA256SUMS of the release" >&2; return 1; }
  (cd "$1" && sha256sum -c "$scratch/sums")
}

only=''
case ${1-} in
--fetch) [ $# -eq 2 ] || usage ;;
--only) [ $# -eq 4 ] || usage; only=$2; shift 2 ;;
*) [ $# -eq 2 ] || usage ;;
esac
scratch=$(mktemp -d "${TMPDIR:-/tmp}/nic-bonding-rebuild-XXXXXXXX")
trap 'rm -rf -- "$scratch"' 0
trap 'exit 143' 1 2 15
if [ "$1" = --fetch ]; then
  fetch "$2"
  exit 0
fi
inputs=$(folder "$1")
sums=$(folder "$(dirname "$2")")/$(basename "$2")
if [ -n "$only" ]; then
  build build
  compare build/program "$sums" "$only"
else
  build package
  compare build/release "$sums"
fi
echo 'rebuild: the same bytes'
