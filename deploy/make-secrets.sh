#!/bin/sh
# Makes the secrets of compose.yaml: those that are not there yet, in ./secrets or the folder given. Shows the admin token, once.
#
#   key-encryption-key   opens the zones' signing keys: the same at every instance; keep a copy elsewhere
#   admin-token.sha256   what instances know the admin token by
#   redis-password       what instances show to Redis
#   redis-users.acl      what Redis knows them by, and what it lets them do
set -eu
umask 077

folder=${1:-secrets}
mkdir -p "$folder"
# The files can be read by every user, since containers have their own; the folder is the lock.
chmod 0700 "$folder"

random() { od -An -v -tx1 -N 32 /dev/urandom | tr -d ' \n'; }
sha256() { printf %s "$1" | sha256sum | cut -d ' ' -f 1; }
missing() { [ ! -e "$folder/$1" ]; }
# Whole or not at all.
write() {
  printf '%s\n' "$2" > "$folder/$1.new"
  chmod 0444 "$folder/$1.new"
  mv "$folder/$1.new" "$folder/$1"
}

if missing key-encryption-key; then write key-encryption-key "$(random)"; fi

# Who has not said who he is may do nothing. `health` may ask whether Redis is there. Instances read and write their own keys,
# and ask how Redis is set up; FLUSHALL, KEYS and whatever changes Redis are not for them.
if missing redis-password; then
  password=$(random)
  write redis-users.acl "user default off
user health on nopass resetkeys resetchannels -@all +ping
user paynamed on #$(sha256 "$password") ~pn1:* resetchannels +@all -@admin -@dangerous +info +role +config|get"
  write redis-password "$password"
fi

if missing admin-token.sha256; then
  token=$(random)
  write admin-token.sha256 "$(sha256 "$token")"
  printf 'admin token, shown this once; keep it:\n\n  %s\n' "$token"
fi
