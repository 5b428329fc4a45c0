#!/usr/bin/env bash
# Writes the manual page to .build/manual/lull.1, from the same declarations as --help.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
# The release build's own flags, so that what ./lull has built is not built again.
env -u LULL_STRICT swift package --disable-sandbox generate-manual >/dev/null
mkdir -p .build/manual
find .build/plugins -name lull.1 -exec cp {} .build/manual/lull.1 \;
echo ".build/manual/lull.1"
