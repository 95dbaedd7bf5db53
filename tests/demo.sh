#!/usr/bin/env bash
# Shows the whole way of a document on this machine: builds, makes a development PKI, starts a simulated DMP and the
# gateway, pushes the samples as two regional platforms do, prints what became of them, and stops everything.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$project"

heading() { printf '\n== %s\n' "$*"; }

work='' simulator='' gateway=''
clean_up() {
    local code=$?
    trap - EXIT
    for pid in $gateway $simulator; do
        kill -KILL "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    if [[ -n $work && $code -ne 0 ]]; then
        for log in "$work"/*.log; do
            [[ -s $log ]] && { echo "--- end of ${log##*/}"; tail -n 20 "$log"; }
        done >&2
    fi
    [[ -z $work ]] || rm -rf "$work"
    exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

heading "Building pps-gateway and dmp-simulator"
bash tests/setup.sh
export CCACHE_DIR="${CCACHE_DIR:-$project/build/ccache}"
mkdir -p build
cmake --preset release >build/demo-configure.log 2>&1 || { cat build/demo-configure.log >&2; exit 1; }
cmake --build --preset release --target pps-gateway dmp-simulator
bin=$project/build/release/bin
"$bin/pps-gateway" --version

work=$(mktemp -d)
pki=$work/pki

heading "A development PKI, shaped like IGC-Santé"
bash certs/make-pki.sh "$pki"

# start NAME PORTS_FILE COMMAND…: starts in the background and waits until it tells its ports.
start() {
    local name=$1 ports=$2
    shift 2
    "$@" >"$work/$name.log" 2>&1 &
    started=$!
    for _ in $(seq 300); do
        [[ ! -s $ports ]] || return 0
        kill -0 "$started" 2>/dev/null || break
        sleep 0.05
    done
    echo "$name did not start" >&2
    return 1
}
port_in() { sed -n "s/.*\"$2\": *\([0-9]*\).*/\1/p" "$1"; }
indented() { sed 's/^/    /'; }

heading "Starting the simulated DMP (mutual TLS)"
start simulator "$work/simulator.ports" "$bin/dmp-simulator" --address 127.0.0.1 --port 0 --admin-port 0 \
    --certificate "$pki/simulator-server.chain.pem" --key "$pki/simulator-server.key" \
    --trusted "$pki/trusted.pem" --crl "$pki/crl/all.pem" --allow-structure 1359999992 \
    --ports-file "$work/simulator.ports"
simulator=$started
dmp=$(port_in "$work/simulator.ports" port)
dmp_admin=$(port_in "$work/simulator.ports" admin_port)
echo "listens on 127.0.0.1:$dmp"

heading "Starting the gateway"
subject_of() { openssl x509 -in "$pki/$1.crt" -noout -subject -nameopt RFC2253 | sed 's/^subject=//'; }
services="https://localhost:$dmp/si-dmp-server/v2/services"
cat >"$work/gateway.json" <<END
{
    // Two regional platforms; see config/gateway.reference.json for every key.
    "environment": "test",
    "ports_file": "$work/gateway.ports",
    "receive": {
        "address": "127.0.0.1", "port": 0,
        "tls": {"certificate": "$pki/gateway-server.chain.pem", "key": "$pki/gateway-server.key",
                "trusted": "$pki/trusted.pem", "crl": "$pki/crl/all.pem"}
    },
    "platforms": [
        {"id": "dcc-pdl", "name": "DCC Pays de la Loire", "region": "52",
         "certificate_subjects": ["$(subject_of platform-pdl)"],
         "structures": ["1499999993", "2801234567", "1750100125", "1490000049", "1490000031"]},
        {"id": "dcc-bzh", "name": "DCC Bretagne", "region": "53",
         "certificate_subjects": ["$(subject_of platform-bzh)"],
         "structures": ["1359999992"], "acts_as": {"structure_id": "1359999992", "structure_name": "CENTRE DE BRETAGNE", "activity_sector": "SA01"}}
    ],
    "store": {"folder": "$work/store", "key_file": "$pki/storage.key", "min_free_bytes": "16MiB"},
    "national": {
        "endpoints": {"repository": "$services/repository", "registry": "$services/registry",
                      "patients": "$services/patients"},
        "tls": {"certificate": "$pki/gateway-auth.chain.pem", "key": "$pki/gateway-auth.key",
                "trusted": "$pki/trusted.pem", "crl": "$pki/crl/all.pem"},
        "sign": {"certificate": "$pki/gateway-sign.chain.pem", "key": "$pki/gateway-sign.key",
                 "issuers": "$pki/trusted.pem"},
        "source_id": "1.2.250.1.999.1.1",
        "identity": {"structure_id": "10B0127189", "structure_name": "PASSERELLE PPS DEV", "activity_sector": "SA05",
                     "responsible_id": "10B0127189/responsable", "system_id": "10B0127189/passerelle",
                     "system_name": "PPS Gateway", "system_model": "PPS Gateway",
                     "lps": {"name": "PPS Gateway", "version": "0.1", "homologation": "DEV-000000"}}
    },
    "operator": {"address": "127.0.0.1", "port": 0, "progress_every": "1s"}
}
END
"$bin/pps-gateway" check-config --config "$work/gateway.json" | indented
start gateway "$work/gateway.ports" "$bin/pps-gateway" serve --config "$work/gateway.json"
gateway=$started
receive=$(port_in "$work/gateway.ports" receive)
operator=$(port_in "$work/gateway.ports" operator)
echo "receives on https://localhost:$receive, tells operators on http://127.0.0.1:$operator"

# as PLATFORM FILE…: pushes as that platform, one file after the other, and waits for the DMP's answer.
as() {
    local platform=$1
    shift
    "$bin/pps-gateway" push --url "https://localhost:$receive" --certificate "$pki/$platform.chain.pem" \
        --key "$pki/$platform.key" --trusted "$pki/trusted.pem" --crl "$pki/crl/all.pem" --connections 1 --wait "$@" |
        sed "s#$project/##" | indented
}

samples=tests/samples
heading "The platform of the Pays de la Loire pushes care plans, an update and a tumour board sheet"
as platform-pdl "$samples/pps-minimal.xml" "$samples/pps-full.xml" "$samples/pps-update.xml" "$samples/rcp.xml"

heading "The platform of Bretagne pushes a self-presenting care plan and one as a PDF"
as platform-bzh "$samples/pps-self-presenting.xml" "$samples/pps-pdf.xml"

heading "The same platform sends a care plan as JSON, and its update as a FHIR Bundle"
"$bin/pps-gateway" convert --to fhir --output "$work/pps-update.fhir.json" config/examples/pps-update.json
as platform-pdl config/examples/pps-first.json "$work/pps-update.fhir.json" | sed "s#$work/##"

official=${PPS_SHARED:-../shared}/data/cda-examples
if [[ -d $official ]]; then
    heading "The examples published by the Agence du Numérique en Santé"
    as platform-pdl "$official"/CANCER-PPS_*.xml "$official"/CANCER-FRCP_*.xml
fi

heading "A document of another kind is refused, with the reasons"
if as platform-pdl "$samples/other-kind.xml"; then
    echo "it should have been refused" >&2
    exit 1
fi

heading "What the platform can ask afterwards: GET /v1/documents?unique_id=…"
curl --silent --fail --cacert "$pki/trusted.pem" --cert "$pki/platform-pdl.chain.pem" --key "$pki/platform-pdl.key" \
    "https://localhost:$receive/v1/documents?unique_id=1.2.250.1.999.7.1.1.1" | python3 -m json.tool | indented

heading "What operators see: GET /health"
curl --silent --fail "http://127.0.0.1:$operator/health" | indented

heading "What the DMP holds"
curl --silent --fail "http://127.0.0.1:$dmp_admin/registered" | python3 -c '
import json, sys
for one in json.load(sys.stdin):
    print("    {unique_id:<36} {status:<11} {size:>7} bytes, filed by {structure}".format(**one))'

heading "Stopping both"
kill -TERM "$gateway"
wait "$gateway"
gateway=''
kill -TERM "$simulator"
wait "$simulator"
simulator=''
echo "both ended by themselves; the gateway wrote $(wc -l <"$work/gateway.log") lines to $work/gateway.log, at last:"
tail -n 4 "$work/gateway.log" | indented
echo "That folder is removed now."
