#!/usr/bin/env bash
# Passes the tests: unit and integration in release, unit under AddressSanitizer and UBSan.
set -euo pipefail
cd "$(dirname "$0")/.."
bash tests/setup.sh
# Published examples are used when they lie beside the project.
[ -n "${PPS_SHARED:-}" ] || [ ! -d ../shared/data ] || export PPS_SHARED="$(cd ../shared && pwd)"
export CCACHE_DIR="${CCACHE_DIR:-$PWD/build/ccache}"

cmake --preset release
cmake --build --preset release
ctest --preset release -L 'unit|integration|golden' --no-tests=error

cmake --preset asan
cmake --build --preset asan --target unit_tests
ctest --preset asan -L unit --no-tests=error
