#!/usr/bin/env bash
# Writes the manual page to .build/manual/lull.1, from the same declarations as --help, with the tool of the argument
# parser. The program must be built (./lull --version builds it).
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
scratch=.build/check
swift build --scratch-path "$scratch" --product generate-manual >&2
mkdir -p .build/manual
"$scratch/debug/generate-manual" .build/release/lull --output-directory .build/manual >&2
echo ".build/manual/lull.1"
