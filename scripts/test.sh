#!/usr/bin/env bash
# Builds everything and runs every test, stage by stage, up to the first stage that fails.
# The last line of the output is the sum of all stages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly REPORTS=build/reports
passed=0 failed=0 skipped=0

summary() {
  local status=$?
  # A stage can fail without a failing test: a build, or a runner that died.
  if ((status != 0 && failed == 0)); then failed=1; fi
  printf '\necd-wasm: %d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
}
trap summary EXIT

stage() {
  printf '\n=== %s ===\n' "$1"
  shift
  "$@" || exit 1
}

# The first line of a JUnit file carries the totals as attributes.
junit_total() { grep -oE "\b$2=\"[0-9]+\"" "$1" | head -n1 | tr -dc '0-9'; }

run_ctest() {
  local preset=$1 report="$PWD/$REPORTS/ctest-$1.xml" status=0 bad left_out
  rm -f "$report"
  ctest --preset "$preset" --output-junit "$report" || status=$?
  [[ -s $report ]] || return 1
  bad=$(junit_total "$report" failures)
  left_out=$(($(junit_total "$report" skipped) + $(junit_total "$report" disabled)))
  ((passed += $(junit_total "$report" tests) - bad - left_out, failed += bad, skipped += left_out, 1))
  return "$status"
}

test_with_sanitizers() {
  ECD_SKIP_SETUP=1 scripts/build.sh fuzz && run_ctest fuzz
}

# A command whose last line is "…: n passed, n failed".
run_counted() {
  local report="$REPORTS/$1.txt" status=0
  shift
  "$@" | tee "$report" || status=$?
  [[ $(tail -n1 "$report") =~ ([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]] || return 1
  ((passed += BASH_REMATCH[1], failed += BASH_REMATCH[2], 1))
  return "$status"
}

# Adds up the totals at the end of node's TAP report, the last "# name number" of each name.
tap_total() {
  awk -v names="$2" '
    $1 == "#" && NF == 3 && $3 ~ /^[0-9]+$/ { total[$2] = $3 }
    END { n = split(names, name, " "); for (i = 1; i <= n; i++) sum += total[name[i]]; print sum + 0 }
  ' "$1"
}

run_node() {
  local folder=$1 report="$REPORTS/node-$1.tap" status=0 files
  mapfile -t files < <(find "tests/$folder" -name '*.test.*js' -not -path '*/node_modules/*' | sort)
  ((${#files[@]})) || { echo "tests/$folder holds no *.test.mjs"; return 1; }
  rm -f "$report"
  node --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$report" "${files[@]}" || status=$?
  [[ -s $report ]] || return 1
  ((passed += $(tap_total "$report" "pass"), 1))
  ((failed += $(tap_total "$report" "fail cancelled"), 1))
  ((skipped += $(tap_total "$report" "skipped todo"), 1))
  return "$status"
}

mkdir -p "$REPORTS"
stage "Build" scripts/build.sh
stage "C++" run_ctest native
stage "C++ with AddressSanitizer and UBSan" test_with_sanitizers
stage "Fuzzers, ${ECD_FUZZ_SECONDS:-60} s each" run_counted fuzzers scripts/fuzz.sh
stage "Mutants" run_counted mutants node scripts/mutants.mjs
for folder in node package browser; do
  if [[ -d tests/$folder ]]; then stage "JavaScript: tests/$folder" run_node "$folder"; fi
done
