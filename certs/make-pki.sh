#!/usr/bin/env bash
# Makes a development PKI shaped like IGC-Santé in a folder outside the sources. See certs/README.md.
#
#   make-pki.sh FOLDER                 make it; nothing changes when it is already there
#   make-pki.sh FOLDER --renew-crl     issue both revocation lists again
#   make-pki.sh FOLDER revoke NAME     revoke FOLDER/NAME.crt and issue the revocation lists again
set -euo pipefail
umask 077
export PKI_CA=none  # Read by the configuration below; set for each `openssl ca`.

readonly days=825 ca_days=3650
readonly complete='complete 1'

# What each certificate is: name, issuing CA, profile (section of the configuration below), subject.
# The wrong ones carry the subject of platform-pdl: only the verification tells them apart.
readonly gateway_subject='/C=FR/ST=Maine-et-Loire (49)/O=PASSERELLE PPS DEV/OU=10B0127189'
readonly pdl_subject='/C=FR/ST=Maine-et-Loire (49)/O=GRADES PAYS DE LA LOIRE DEV/OU=399900049000014/CN=DCC Pays de la Loire'
readonly certificates="
gateway-auth      organisations  org_auth_cli  $gateway_subject/CN=passerelle-pps.dev.example
gateway-sign      organisations  org_sign      $gateway_subject/CN=Cachet passerelle PPS DEV
gateway-server    organisations  server        $gateway_subject/CN=localhost
simulator-server  organisations  server        /C=FR/ST=Paris (75)/O=SIMULATEUR DMP DEV/CN=localhost
platform-pdl      organisations  org_auth_cli  $pdl_subject
platform-bzh      organisations  org_auth_cli  /C=FR/ST=Ille-et-Vilaine (35)/O=GRADES BRETAGNE DEV/OU=399900035900011/CN=DCC Bretagne
unknown-platform  organisations  org_auth_cli  /C=FR/ST=Finistere (29)/O=ETABLISSEMENT NON DECLARE DEV/OU=399900029200014/CN=Plateforme inconnue
wrong-expired     organisations  org_auth_cli  $pdl_subject
wrong-eku         organisations  server_only   $pdl_subject
wrong-no-eku      organisations  no_purpose    $pdl_subject
wrong-revoked     organisations  org_auth_cli  $pdl_subject
wrong-name-server organisations  other_server  $gateway_subject/CN=other.example
wrong-ca          other          org_auth_cli  $pdl_subject
wrong-ca-server   other          server        $gateway_subject/CN=localhost
"

die() {
    echo "make-pki.sh: $*" >&2
    exit 1
}

# Runs a command whose chatter matters only when it fails.
quiet() {
    local said
    if ! said=$("$@" 2>&1); then
        printf '%s\n' "$said" >&2
        die "failed: ${*:1:2}"
    fi
}

names() { awk 'NF { print $1 }' <<<"$certificates"; }

# The CA databases are found through PKI_CA, so that the folder can be moved or copied.
write_configuration() {
    cat >"$1" <<'EOF'
[ca]
default_ca = ca_default
[ca_default]
database = $ENV::PKI_CA/index.txt
new_certs_dir = $ENV::PKI_CA/issued
crlnumber = $ENV::PKI_CA/crlnumber
rand_serial = yes
unique_subject = no
default_md = sha256
preserve = yes
policy = any
crl_extensions = crl
[any]
countryName = optional
stateOrProvinceName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
[req]
distinguished_name = from_command_line
string_mask = utf8only
utf8 = yes
[from_command_line]
[crl]
authorityKeyIdentifier = keyid:always
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[intermediate]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[org_auth_cli]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[org_sign]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[server]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = DNS:localhost,IP:127.0.0.1,IP:::1
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[other_server]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = DNS:other.example
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[no_purpose]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[server_only]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
EOF
}

# in_ca ROOT CA ARGUMENTS…: `openssl ca` on the database of that CA.
in_ca() {
    local root=$1 ca=$2
    shift 2
    PKI_CA="$root/ca/$ca" quiet openssl ca -config "$root/ca/openssl.cnf" -batch -notext \
        -keyfile "$root/ca/$ca.key" "$@"
}

# issue ROOT NAME CA PROFILE SUBJECT OPTIONS…: signs the certificate of $ROOT/NAME.key into $ROOT/NAME.crt.
issue() {
    local root=$1 name=$2 ca=$3 profile=$4 subject=$5
    shift 5
    quiet openssl req -new -config "$root/ca/openssl.cnf" -key "$root/$name.key" -subj "$subject" \
        -out "$root/request.pem"
    in_ca "$root" "$ca" -extensions "$profile" -in "$root/request.pem" -out "$root/$name.crt" "$@"
    rm "$root/request.pem"
}

# crl ROOT: issues both lists; each file is replaced at once, so that a reader never sees half of one.
crl() {
    local root=$1 ca
    mkdir -p "$root/crl"
    for ca in root organisations; do
        in_ca "$root" "$ca" -cert "$root/ca/$ca.crt" -gencrl -crldays "$days" -out "$root/crl/$ca.new"
    done
    cat "$root/crl/root.new" "$root/crl/organisations.new" >"$root/crl/all.new"
    mv "$root/crl/root.new" "$root/crl/root.crl.pem"
    mv "$root/crl/organisations.new" "$root/crl/organisations.crl.pem"
    mv "$root/crl/all.new" "$root/crl/all.pem"
}

revoke() {
    local root=$1 name=$2 serial
    serial=$(openssl x509 -in "$root/$name.crt" -noout -serial)
    # Revoked already: only the lists remain to be issued (an earlier run may have stopped between the two).
    if ! awk -F'\t' -v serial="${serial#serial=}" '$1 == "R" && $4 == serial { found = 1 } END { exit !found }' \
        "$root/ca/organisations/index.txt"; then
        in_ca "$root" organisations -cert "$root/ca/organisations.crt" -revoke "$root/$name.crt"
    fi
    crl "$root"
}

# build ROOT: everything, in a folder that nobody reads yet.
build() {
    local root=$1 ca name issuer profile subject validity jobs=()
    local since until
    since=$(date -u -d '-1 day' +%Y%m%d%H%M%SZ)
    until=$(date -u -d "+$ca_days days" +%Y%m%d%H%M%SZ)
    for ca in root organisations other; do
        mkdir -p "$root/ca/$ca/issued"
        : >"$root/ca/$ca/index.txt"
        echo 01 >"$root/ca/$ca/crlnumber"
    done
    write_configuration "$root/ca/openssl.cnf"

    for name in ca/root ca/organisations ca/other $(names); do
        quiet openssl genrsa -out "$root/$name.key" 2048 &
        jobs+=($!)
    done
    for name in "${jobs[@]}"; do
        wait "$name" || die "a key could not be made"
    done
    openssl rand -hex 32 >"$root/storage.key"

    validity=(-startdate "$since" -enddate "$until")
    issue "$root" ca/root root root '/C=FR/O=PPS DEV/OU=DEV IGC/CN=DEV AC RACINE' -selfsign "${validity[@]}"
    issue "$root" ca/other other root '/C=FR/O=PPS DEV/OU=DEV IGC/CN=DEV AUTRE AC' -selfsign "${validity[@]}"
    issue "$root" ca/organisations root intermediate '/C=FR/O=PPS DEV/OU=DEV IGC/CN=DEV AC ORGANISATIONS' \
        -cert "$root/ca/root.crt" "${validity[@]}"
    cat "$root/ca/root.crt" "$root/ca/organisations.crt" >"$root/trusted.pem"

    until=$(date -u -d "+$days days" +%Y%m%d%H%M%SZ)
    while read -r name issuer profile subject; do
        [[ -n $name ]] || continue
        validity=(-startdate "$since" -enddate "$until")
        if [[ $name == wrong-expired ]]; then
            validity=(-startdate 20200101000000Z -enddate 20210101000000Z)
        fi
        issue "$root" "$name" "$issuer" "$profile" "$subject" -cert "$root/ca/$issuer.crt" "${validity[@]}"
        cat "$root/$name.crt" "$root/ca/$issuer.crt" >"$root/$name.chain.pem"
    done <<<"$certificates"
    revoke "$root" wrong-revoked
}

is_complete() {
    local name
    [[ "$(cat "$folder/.development-pki")" == "$complete" ]] || return 1
    for name in trusted.pem storage.key ca/root.crt ca/organisations.crt crl/root.crl.pem \
        crl/organisations.crl.pem crl/all.pem; do
        [[ -s $folder/$name ]] || return 1
    done
    for name in $(names); do
        [[ -s $folder/$name.crt && -s $folder/$name.chain.pem && -s $folder/$name.key ]] || return 1
    done
}

make() {
    if is_complete; then
        openssl x509 -in "$folder/gateway-server.crt" -noout -checkend 0 >/dev/null ||
            die "the certificates in $folder have expired: remove it and run this again"
        return
    fi
    local new="$folder/.new" name
    echo unfinished >"$folder/.development-pki"
    rm -rf "$new"
    mkdir "$new"
    build "$new"
    for name in "$new"/*; do
        rm -rf "${folder:?}/${name##*/}"
        mv "$name" "$folder/"
    done
    rmdir "$new"
    echo "$complete" >"$folder/.development-pki"
}

[[ $# -ge 1 && $1 != -* ]] || die "usage: make-pki.sh FOLDER [--renew-crl | revoke NAME]"
folder=$1
shift
# Never touch a folder that holds anything else, real keys least of all.
if [[ -e $folder && ! -e $folder/.development-pki && -n "$(ls -A "$folder")" ]]; then
    die "$folder is not empty and was not made by this script"
fi
mkdir -p "$folder"
chmod 700 "$folder"
# One run at a time on a folder; the mark doubles as the lock.
exec 9>>"$folder/.development-pki"
flock 9

case "${1-}" in
'')
    make
    ;;
--renew-crl)
    is_complete || die "$folder is not complete: run this without --renew-crl first"
    crl "$folder"
    ;;
revoke)
    [[ $# -eq 2 ]] || die "usage: make-pki.sh FOLDER revoke NAME"
    is_complete || die "$folder is not complete: run this without revoke first"
    awk -v name="$2" '$1 == name && $2 == "organisations" { found = 1 } END { exit !found }' \
        <<<"$certificates" || die "$2 is not a certificate of the organisations CA"
    revoke "$folder" "$2"
    ;;
*)
    die "unknown command: $1"
    ;;
esac

date_of() { openssl "$@" -noout | cut -d= -f2; }
echo "Development PKI in $folder: $(names | wc -l) certificates, valid until" \
    "$(date_of x509 -in "$folder/gateway-server.crt" -enddate)."
echo "Trust $folder/trusted.pem with the revocation lists $folder/crl/all.pem, valid until" \
    "$(date_of crl -in "$folder/crl/organisations.crl.pem" -nextupdate)."
