#!/usr/bin/env bash
# Runs the tests on another version of Node, fetched from the npm registry: test-on-node.sh <version> [vitest's arguments]
set -euo pipefail
cd "$(dirname "$0")/.."

version=$1
shift
package="node-linux-$(node -p process.arch)@$version"
# npm exec puts the package's Node first on the path, and vitest's workers run on the Node that runs vitest.
exec npm exec --yes --package="$package" -- bash -c '
  [[ "$(node --version)" == "v$0" ]] || { echo "This is Node $(node --version), not v$0" >&2; exit 1; }
  echo "Node $(node --version): $(command -v node)"
  exec node node_modules/vitest/vitest.mjs run "$@"
' "$version" "$@"
