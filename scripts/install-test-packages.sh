#!/usr/bin/env bash
# Installs the Debian packages that the tests need: foreign name servers, resolvers and validators, Redis,
# and what reads systemd's units.
# Installs only what is missing, starts no service, and does nothing at all when everything is there.
# Where it cannot install: a message and exit 0, because those tests skip; with CI=true exit 1, because there they fail.
set -euo pipefail

# Debian keeps daemons in sbin, which is not on every user's path.
export PATH="$PATH:/usr/sbin:/sbin"

# package:command, or package:python=module. These are what the tests need; they may come from elsewhere than Debian.
readonly PACKAGES=(
  bind9:named
  bind9-dnsutils:delv
  bind9-utils:dnssec-signzone
  knot-dnsutils:kdig
  ldnsutils:drill
  nsd:nsd
  python3-cryptography:python=cryptography
  python3-dnspython:python=dns.dnssec
  redis-server:redis-server
  strace:strace
  systemd:systemd-analyze
  unbound:unbound
)

present() {
  case "$1" in
    # Another Python on the path does not see Debian's modules.
    python=*) /usr/bin/python3 -c "import ${1#python=}" 2>/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

list_missing() {
  missing=()
  local entry
  for entry in "${PACKAGES[@]}"; do
    present "${entry#*:}" || missing+=("${entry%%:*}")
  done
}

give_up() {
  echo "Missing for the tests: ${missing[*]}. $1"
  echo "The tests that need them will be skipped, and fail with CI=true."
  if [[ "${CI:-}" == true ]]; then exit 1; fi
  exit 0
}

# Another process may hold apt's locks for a while, and mirrors have bad moments.
with_retry() {
  local attempt
  for attempt in 1 2 3 4 5 6; do
    "$@" && return 0
    echo "Attempt $attempt failed: $*" >&2
    sleep 10
  done
  return 1
}

readonly POLICY=/usr/sbin/policy-rc.d

forbid_services() {
  # A policy that is there already is the machine's own and stays.
  [[ -e "$POLICY" ]] && return 0
  trap 'rm -f "$POLICY"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$POLICY"
  chmod 755 "$POLICY"
}

list_missing
if ((${#missing[@]} == 0)); then
  echo "All packages for the tests are there."
  exit 0
fi
((EUID == 0)) || give_up "Run this script as root to install them."
command -v apt-get >/dev/null || give_up "There is no apt here: install them by hand."

export DEBIAN_FRONTEND=noninteractive
readonly APT=(apt-get -q -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3)
echo "Installing: ${missing[*]}"
forbid_services
with_retry "${APT[@]}" update || give_up "apt-get update failed."
with_retry "${APT[@]}" install -y --no-install-recommends "${missing[@]}" || give_up "apt-get install failed."
list_missing
((${#missing[@]} == 0)) || give_up "They were installed, but their commands are not found."
echo "All packages for the tests are there."
