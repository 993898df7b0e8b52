#!/usr/bin/env bash
# Builds all that is shipped: the core natively and as WebAssembly, then npm/dist.
# Given names of presets (fuzz, wasm, ...) it builds those alone.
# ECD_SKIP_SETUP=1 leaves out scripts/setup.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Runs a command, tells how long it took, and shows the end of what it said if it failed.
step() {
  local name=$1 log="build/logs/${1// /-}.log" start=${EPOCHREALTIME/[.,]/} status=0 ms
  shift
  printf '%-20s ' "$name"
  "$@" >"$log" 2>&1 || status=$?
  ms=$(((${EPOCHREALTIME/[.,]/} - start) / 1000))
  if ((status)); then
    printf 'failed, see %s\n' "$log"
    tail -n 60 "$log"
    exit "$status"
  fi
  printf '%4d.%d s\n' $((ms / 1000)) $((ms % 1000 / 100))
}

# Ninja configures again by itself when a CMake file has changed, but it does not know the presets.
build_preset() {
  if [[ ! build/$1/build.ninja -nt CMakePresets.json ]]; then
    step "configure $1" cmake --preset "$1"
  fi
  step "build $1" cmake --build --preset "$1"
}

main() {
  [[ ${ECD_SKIP_SETUP:-} == 1 ]] || scripts/setup.sh
  mkdir -p build/logs
  local preset
  for preset in "${@:-native}"; do build_preset "$preset"; done
  (($# == 0)) || return 0
  build_preset wasm
  if [[ -f npm/scripts/build.mjs ]]; then step "build npm" node npm/scripts/build.mjs; fi
}

main "$@"
