#!/usr/bin/env bash
# run.sh [SECONDS [TARGET…]]: builds the fuzz targets and runs each for so long (600 s), PPS_FUZZ_JOBS (2) at a time.
# Fails on a finding, which is left in build/fuzz/found/<target>. See README.md.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-600}
shift || true
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(document xpath regex schematron plan plan_json plan_fhir hl7_message hl7_mllp)

bash tests/setup.sh
bash tests/setup.sh tests/fuzz/packages.txt
export CCACHE_DIR="${CCACHE_DIR:-$PWD/build/ccache}"
cmake --preset fuzz > /dev/null
cmake --build --preset fuzz

# Folders with further inputs, as in CMakeLists.txt.
declare -A seeds=([document]=tests/samples [schematron]=config/rules [plan]=tests/samples [plan_json]=config/examples
    [plan_fhir]=tests/golden/a-small-pps-is-written-with-the-ids-it-lacks)
declare -A words=([document]=xml [xpath]=xpath [regex]=regex [schematron]="schematron xpath"
    [hl7_message]=hl7 [hl7_mllp]=hl7 [plan]=xml [plan_json]=plan_json [plan_fhir]=plan_fhir)

fuzz() {
    local target=$1 work=$PWD/build/fuzz/inputs/$1 found=$PWD/build/fuzz/found/$1 word
    local folders=("$work" "tests/fuzz/corpus/$target")
    local kept=tests/fuzz/regressions/$target
    [ ! -d "$kept" ] || folders+=("$kept")
    [ -z "${seeds[$target]:-}" ] || folders+=("${seeds[$target]}")
    mkdir -p "$work" "$found"
    for word in ${words[$target]}; do
        cat "tests/fuzz/$word.dict"
    done > "$work.dict"
    local temporary=/tmp
    [ ! -w /dev/shm ] || temporary=/dev/shm
    # What was found is kept by its digest; new inputs that reach new code go to $work and serve the next run.
    if TMPDIR=$temporary nice -n 10 "build/fuzz/bin/fuzz_$target" -max_total_time="$seconds" -timeout=5 \
        -rss_limit_mb=1024 -max_len=65536 -dict="$work.dict" -artifact_prefix="$found/" \
        -print_final_stats=1 "${folders[@]}" > "$work.log" 2>&1; then
        echo "$target: nothing found ($(grep -o 'number_of_executed_units: .*' "$work.log"))"
    else
        echo "$target: FOUND, see $work.log and $found"
        tail -n 40 "$work.log"
        return 1
    fi
}

failed=0
running=0
for target in "${targets[@]}"; do
    if [ "$running" -ge "${PPS_FUZZ_JOBS:-2}" ]; then
        wait -n || failed=1
        running=$((running - 1))
    fi
    fuzz "$target" &
    running=$((running + 1))
done
while [ "$running" -gt 0 ]; do
    wait -n || failed=1
    running=$((running - 1))
done
exit "$failed"
