# shellcheck shell=sh disable=SC2154
# Says which Node.js of this host the modules can run on, a line for each that it has, and who installs packages here.
# It changes nothing. Given: said (what ansible_node_interpreter says), folder. For every POSIX shell.
say() { echo "nic-bonding $*"; }
# The path becomes a line of the modules, which Ansible splits at blanks.
try() {
  path=$(command -v "$1" 2>/dev/null)
  case $path in
    /*[[:space:]]*) return ;;
    /*) ;;
    *) return ;;
  esac
  [ -f "$path" ] && [ -x "$path" ] || return
  version=$("$path" --version 2>&1 </dev/null | tr '\n' ' ')
  major=${version#v}
  major=${major%%.*}
  case $version/$major in
    v[0-9]*.[0-9]*/*[!0-9]*) say unusable "$path" "$version" ;;
    v[0-9]*.[0-9]*/*) if [ "$major" -ge 10 ]; then say usable "$path" "$version"; else say unusable "$path" "$version"; fi ;;
    *) say unusable "$path" "$version" ;;
  esac
}
for name in "$said" node nodejs /usr/local/bin/node /usr/bin/node /bin/node "$folder/bin/node" \
  /opt/node*/bin/node /usr/local/node*/bin/node /usr/local/lib/nodejs/*/bin/node /opt/rh/*node*/root/usr/bin/node \
  "$HOME"/.nvm/versions/node/*/bin/node; do
  [ -z "$name" ] || try "$name"
done
for name in dnf yum; do
  if command -v "$name" >/dev/null 2>&1; then say manager "$name"; break; fi
done
say end
