#!/usr/bin/env bash
# Lets the fuzzers of tests/fuzz (all, or those that are named) look for inputs that crash the core or
# break a property: two at a time, each for ECD_FUZZ_SECONDS (60). ECD_FUZZ_SEED repeats a run.
#
#   scripts/fuzz.sh [name ...]
#   scripts/fuzz.sh --keep [name ...]
#
# A finding is kept in build/fuzz/findings, inputs that reach new code in build/fuzz/found for the next
# run. Only `--keep` writes into tests/fuzz/corpus: it makes it anew of the fewest inputs that reach all
# the code that its old ones and the seeds do (tests/fuzz/seeds.mjs, which needs the built package).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly SOURCES=tests/fuzz BUILD=build/fuzz
readonly AT_A_TIME=2
readonly SECONDS_EACH=${ECD_FUZZ_SECONDS:-60}
readonly SEED=${ECD_FUZZ_SEED:-$((RANDOM << 15 | RANDOM | 1))} # 0 would mean one of libFuzzer's own

fuzzer() {
  local name=$1
  shift
  "$BUILD/tests/fuzz/${name}_fuzz" -dict="$SOURCES/dict/$name.dict" -timeout=10 \
    -artifact_prefix="$BUILD/findings/$name-" "$@" >"build/logs/fuzz-$name.log" 2>&1
}

look() {
  mkdir -p "$BUILD/found/$1"
  fuzzer "$1" -max_total_time="$SECONDS_EACH" -seed="$SEED" "$BUILD/found/$1" "$SOURCES/corpus/$1"
}

look_for_findings() {
  local name pids=() passed=0 failed=0 i
  echo "ECD_FUZZ_SEED=$SEED"
  for name; do
    while (($(jobs -rp | wc -l) >= AT_A_TIME)); do wait -n || true; done
    look "$name" &
    pids+=($!)
  done
  for i in "${!pids[@]}"; do
    name=${*:i+1:1}
    if wait "${pids[i]}"; then
      ((++passed))
      printf '%-20s %s\n' "$name" "$(grep '^Done' "build/logs/fuzz-$name.log")"
    else
      ((++failed))
      printf '%-20s failed, see build/logs/fuzz-%s.log\n' "$name" "$name"
      grep -vE '^#[0-9]|NEW_FUNC|^INFO' "build/logs/fuzz-$name.log" | tail -n 60
    fi
  done
  echo "fuzzers: $passed passed, $failed failed"
  ((failed == 0))
}

# Without counters an input is kept for the code that it reaches, not for how often it passes there.
keep() {
  local name=$1 fresh="$BUILD/kept/$1"
  rm -rf "$fresh"
  mkdir -p "$fresh" "$SOURCES/corpus/$name" "$BUILD/seeds/$name"
  fuzzer "$name" -set_cover_merge=1 -use_counters=0 -max_len=2048 \
    "$fresh" "$SOURCES/corpus/$name" "$BUILD/seeds/$name"
  rm -rf "${SOURCES:?}/corpus/$name"
  mv "$fresh" "$SOURCES/corpus/$name"
  printf '%-20s %3d inputs, %6d bytes\n' "$name" \
    "$(find "$SOURCES/corpus/$name" -type f | wc -l)" "$(cat "$SOURCES/corpus/$name"/* | wc -c)"
}

main() {
  local keeps=no name
  if [[ ${1:-} == --keep ]]; then
    keeps=yes
    shift
  fi
  (($#)) || set -- $(basename --multiple --suffix=_fuzz.cpp "$SOURCES"/*_fuzz.cpp)
  ECD_SKIP_SETUP=1 scripts/build.sh fuzz
  mkdir -p "$BUILD/findings"
  if [[ $keeps == no ]]; then
    look_for_findings "$@"
  else
    rm -rf "$BUILD/seeds"
    node "$SOURCES/seeds.mjs" "$BUILD/seeds"
    for name; do keep "$name"; done
  fi
}

main "$@"
