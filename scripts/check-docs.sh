#!/bin/sh
# Compares the documents with what the program says of itself; run it after `make demo`.
set -eu
cd "$(dirname "$0")/.."

bulkhead=.build/release/bulkhead
schema=docs/guides/bulkhead.schema.json
guide=docs/guides/results.md
tables=results/quickstart/tables
problems=0

complain() {
  printf '%s\n' "$1" >&2
  problems=$((problems + 1))
}

# The house rules hold the scenario reference to this file, and this holds the file to the program.
if ! "$bulkhead" schema | cmp -s - "$schema"; then
  complain "$schema is stale; run \`make schema\` and describe new fields in scenario-reference.md"
fi

# Every table and every column has its line in the guide.
for file in "$tables"/*.csv; do
  [ -e "$file" ] || { complain "$tables holds no tables; run \`make demo\` first"; break; }
  table=$(basename "$file" .csv)
  section=$(awk -v heading="### \`$table\`" '
    $0 == heading { inside = 1; next }
    /^##/ { inside = 0 }
    inside' "$guide")
  if [ -z "$section" ]; then
    complain "$guide has no section \`$table\`"
    continue
  fi
  for column in $(head -n 1 "$file" | tr -d '\r"' | tr ',' ' '); do
    printf '%s\n' "$section" | grep -q "^| \`$column\` |" ||
      complain "$guide doesn't describe \`$column\` of \`$table\`"
  done
done

[ "$problems" -eq 0 ] || exit 1
printf 'documents: they match the program\n'
