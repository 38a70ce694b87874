# shellcheck shell=sh disable=SC2154
# Puts a program into place; until the link changes, which is one rename(2), the old one is what runs.
# Given: folder version, sha256 of the program, upload (where it lies; empty when it is in place), packed (yes or no),
# remove (the versions to remove, between blanks)
umask 022
new=$folder/.node.$$
link=$folder/bin/.node.$$
clean() { rm -f "$new" "$link"; }
trap clean EXIT
trap 'exit 1' HUP INT TERM
fail() {
  say failed "$(echo "$*" | tr '\n' ' ')"
  exit 1
}
# What runs have left that were killed; the number is that of their shell.
remove_leftovers() {
  for left in "$folder"/.node.* "$folder"/bin/.node.*; do
    if [ -f "$left" ] || [ -h "$left" ]; then kill -0 "${left##*.node.}" 2>/dev/null || rm -f "$left"; fi
  done
}
copy() {
  if [ "$packed" = yes ]; then gzip -dc; else cat; fi <"$upload"
}
# Its bytes are judged where only this user can change them: the upload lies in a folder of the user who logs in.
put_program() {
  [ -f "$upload" ] || fail "$upload, where the connection has put the file, is gone"
  (umask 077 && copy >"$new") || fail "it could not be copied to $new"
  [ "$(sum_of <"$new")" = "$sha256" ] || fail "what has arrived has another SHA-256 than what was sent"
  chmod 0755 "$new" || fail "$new cannot be made executable"
  said=$("$new" --version 2>&1 </dev/null) || fail "it does not run on this host: $said"
  [ "$said" = "v$version" ] || fail "it says that it is $said, not v$version"
  keep
  mv -f "$new" "$folder/node-$version" || fail "$folder/node-$version could not be made"
}
# What is renamed without it may be empty after a power cut.
keep() { sync -f "$folder" 2>/dev/null || sync; }
put_link() {
  rm -f "$link"
  { ln -s "../node-$version" "$link" && mv -f "$link" "$folder/bin/node"; } || fail "$folder/bin/node could not be made"
  keep
}
mkdir -p "$folder/bin" || fail "$folder/bin could not be made"
remove_leftovers
[ -z "$upload" ] || put_program
[ "$(readlink "$folder/bin/node" 2>/dev/null)" = "../node-$version" ] || put_link
for old in $remove; do rm -f "$folder/node-$old" || fail "$folder/node-$old could not be removed"; done
say 'done'
