#!/usr/bin/env bash
# Writes the manual page to .build/manual/lull.1, from the same declarations as --help.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
swift package --scratch-path .build/check --disable-sandbox generate-manual --target lull >/dev/null
mkdir -p .build/manual
find .build/check/plugins -name lull.1 -exec cp {} .build/manual/lull.1 \;
echo ".build/manual/lull.1"
