#!/bin/sh
# Compares the documents with what the program says of itself; run it after `make demo`.
set -eu
cd "$(dirname "$0")/.."

bulkhead=.build/release/bulkhead
reference=docs/guides/scenario-reference.md
guide=docs/guides/results.md
tables=results/quickstart/tables
problems=0

complain() {
  printf '%s\n' "$1" >&2
  problems=$((problems + 1))
}

# Every field that the program accepts has a line in a section that names its object. Objects stand
# in the schema at four columns and their properties at eight. What overrides a profile has the
# fields of the object itself.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$bulkhead" schema | awk '
  /^    "[A-Za-z]+": \{/ { split($0, part, "\""); object = part[2]; inside = 0; sub(/^Partial/, "", object) }
  /^      "properties": \{/ { inside = 1; next }
  /^      [}"]/ { inside = 0 }
  inside && /^        "[^"]+": \{/ { split($0, part, "\""); print object "." part[2] }
' | sort -u >"$work/accepted"
awk '
  /^##/ { count = 0; listing = 0 }
  /^Schema: / { listing = 1 }
  listing && /^$/ { listing = 0 }
  listing {
    line = $0
    while (match(line, /`[A-Za-z]+`[,.]/)) {
      objects[++count] = substr(line, RSTART + 1, RLENGTH - 3)
      line = substr(line, RSTART + RLENGTH)
    }
  }
  /^\| `[^`]+` \|/ {
    split($0, part, "`")
    for (i = 1; i <= count; i++) print objects[i] "." part[2]
  }
' "$reference" | sort -u >"$work/described"
[ -s "$work/accepted" ] || complain "\`bulkhead schema\` lists no fields; was its form changed?"
for field in $(comm -23 "$work/accepted" "$work/described"); do
  complain "$reference doesn't describe $field"
done

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
  columns=$(head -n 1 "$file" | tr -d '\r"' | tr ',' ' ')
  described=$(printf '%s\n' "$section" | sed -n 's/^| `\([^`]*\)` |.*/\1/p')
  for column in $columns; do
    printf '%s\n' "$described" | grep -qx "$column" ||
      complain "$guide doesn't describe \`$column\` of \`$table\`"
  done
  for column in $described; do
    case " $columns " in
    *" $column "*) ;;
    *) complain "$guide describes \`$column\` of \`$table\`, which is not there" ;;
    esac
  done
done

[ "$problems" -eq 0 ] || exit 1
printf 'documents: they match the program\n'
