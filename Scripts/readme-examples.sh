#!/usr/bin/env bash
# Runs every line of README.md that starts with `./lull` inside a ```sh block, in order, in a scratch folder.
set -uo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ran=0 failed=0
while IFS= read -r line; do
    command=${line%%#*}
    ran=$((ran + 1))
    # Examples name the front door and the sample as seen from the clone; outputs go to the scratch folder.
    command=${command//.\/lull/"$root/lull"}
    command=${command//.cache\//"$root/.cache/"}
    if (cd "$work" && timeout 300 bash -c "$command") >"$work/out.txt" 2>&1; then
        echo "  ok      $line"
    else
        failed=$((failed + 1))
        echo "  FAILED  $line"
        sed 's/^/          /' "$work/out.txt" | tail -n 15
    fi
done < <(awk '/^```sh/ {inside = 1; next} /^```/ {inside = 0} inside && /^\.\/lull/' "$root/README.md")
echo "README: $((ran - failed)) of $ran commands work"
[ "$ran" -gt 0 ] && [ "$failed" -eq 0 ]
