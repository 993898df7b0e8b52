#!/usr/bin/env bash
# Shows the main job: an image is copied to another region, first with a name that breaks a rule,
# then with a good one. The service is the emulator on this machine; nothing leaves it.
# ECD_SKIP_SETUP=1 leaves out scripts/setup.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly LOG=build/logs/demo.log
emulator=
trap '[[ -z $emulator ]] || kill "$emulator" 2>/dev/null || true' EXIT

# Looks, on a terminal that wants them.
bold='' dim='' plain=''
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; fi

say() { printf '\n%s# %s%s\n' "$dim" "$*" "$plain"; }

ecd() { node npm/dist/cli.js "$@"; }

# Prints a command as a user would type it, a flag a line where it is long.
show() {
  local command="ecd" width=3 word text
  for word in "$@"; do
    text=$word
    if [[ $word == *[!A-Za-z0-9_.:/\&-]* ]]; then text="'$word'"; fi
    if [[ $word == --* && width -gt 60 ]]; then
      command+=$' \\\n   '
      width=3
    fi
    command+=" $text"
    ((width += ${#text} + 1))
  done
  printf '%s$ %s%s\n' "$bold" "$command" "$plain"
}

show_and_run() {
  show "$@"
  ecd "$@"
}

build() {
  mkdir -p build/logs
  echo "Building; the first time takes some minutes."
  if ! scripts/build.sh >"$LOG" 2>&1; then
    cat "$LOG" >&2
    exit 1
  fi
}

# Starts the emulator on a free port; its first line is its address.
start_emulator() {
  show emulator '&'
  exec {answers}< <(exec node npm/dist/cli.js emulator 2>"$LOG")
  emulator=$!
  if ! read -r url <&"$answers"; then
    cat "$LOG" >&2
    exit 1
  fi
  echo "$url"
}

copy() {
  show_and_run copy-image --region-id cn-hangzhou --image-id m-gx2x1dhsmusr2demo \
    --destination-region-id cn-shenzhen --destination-image-name "$1" \
    --destination-description "Copied by the demo" --wait --output table --endpoint "$url"
}

images() {
  show_and_run call DescribeImages --RegionId "$1" --ImageType CUSTOM --output table --endpoint "$url"
}

build

say "The service on this machine, in memory: it verifies every signature."
start_emulator
unset ALIBABA_CLOUD_SECURITY_TOKEN # the emulator's key has none
export ALIBABA_CLOUD_ACCESS_KEY_ID=emulator ALIBABA_CLOUD_ACCESS_KEY_SECRET=emulator-secret

say "A name that breaks a rule: nothing is sent."
status=0
copy 1st_Office || status=$?
((status == 3)) || { echo "expected exit status 3, not $status" >&2; exit 1; }

say "A good name: the image is copied, and the command waits for it."
copy Office_Shanghai

say "The images of both regions."
images cn-hangzhou
echo
images cn-shenzhen
