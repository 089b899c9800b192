#!/bin/sh
# Checks this bundle offline. Needs a POSIX shell, openssl 3 and sha256sum; no network, no server, no IpGuard.
#   sh verify.sh [--log-pub FILE] [--tsa-ca FILE]
# FILE: the ledger's key, or the authority's root, got from elsewhere than this bundle. Exit code 0 only where every step passes.
export LC_ALL=C
log_pub=log.pub tsa_ca=
here=$(pwd)
while [ $# -gt 0 ]; do
    case "$1" in
        --log-pub | --tsa-ca) [ -r "$2" ] || { echo "verify.sh: cannot read '$2'" >&2; exit 2; } ;;
        *) echo "verify.sh: expected --log-pub FILE or --tsa-ca FILE, got '$1'" >&2; exit 2 ;;
    esac
    case "$2" in /*) file=$2 ;; *) file=$here/$2 ;; esac
    [ "$1" = --log-pub ] && log_pub=$file || tsa_ca=$file
    shift 2
done
cd "$(dirname "$0")" || exit 2
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
failed=0

# Not echo: some shells' own unpacks what looks like an escape.
pass() { printf 'PASS  %s: %s\n' "$1" "$2"; }
fail() {
    printf 'FAIL  %s: %s\n' "$1" "$2"
    failed=1
}
hash() { openssl dgst -sha256 -binary; }
hex() { od -An -v -tx1 | tr -d ' \n'; }
# Base64 that would be written again as it stands, into a file; false for any other text.
decode() { printf %s "$1" | openssl base64 -d -A > "$2" 2> /dev/null && [ -s "$2" ] && [ "$(openssl base64 -A -in "$2")" = "$1" ]; }
# A text as JSON writes it between quotes.
quoted() {
    tab=$(printf '\t') cr=$(printf '\r')
    { cat "$1"; echo; } | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e "s/$tab/\\\\t/g" -e "s/$cr/\\\\r/g" \
        | sed -e ':a' -e '$!{' -e 'N' -e 'ba' -e '}' -e 's/\n/\\n/g'
}

# 1. Nothing is damaged, missing or added.
find . ! -type d ! -path ./SHA256SUMS | sed 's|^\./||' | sort > "$tmp/names"
while IFS= read -r name; do sha256sum "$name"; done < "$tmp/names" > "$tmp/sums"
if cmp -s "$tmp/sums" SHA256SUMS; then
    pass sums "$(wc -l < "$tmp/names" | tr -d ' ') files as listed in SHA256SUMS"
else
    diff "$tmp/sums" SHA256SUMS 2> /dev/null | sed -n 's/^[<>] [^ ]*  *//p' | sort -u > "$tmp/changed"
    fail sums "changed, missing or added: $(tr '\n' ' ' < "$tmp/changed")(or SHA256SUMS itself)"
fi
strange=$(grep -v -x -E 'README.txt|manifest.json|(fields|collection).json|proof.tlog-proof|checkpoint|log.pub|verify.sh|files/[0-9][0-9]/(original|name.txt|salt)|tokens/[0-9][0-9]/(token.tsr|ca.pem|chain.pem|request.tsq|renews)' "$tmp/names")
[ -z "$strange" ] && pass layout "no file but those of a bundle" || fail layout "files that are not a bundle's: $strange"

# 2. Each file, its name and each text are what the manifest commits to.
version=$(sed -n 's/.*"version":"\(ipguard\/manifest\/v[123]\)"}$/\1/p' manifest.json)
number=$(sed -n 's/.*"number":"\([^"]*\)".*/\1/p' manifest.json)
filed=$(sed -n 's/.*"filed_at":"\([^"]*\)".*/\1/p' manifest.json)
[ -n "$version" ] && pass manifest "$number, filed $filed" || fail manifest "expected a manifest of version 1, 2 or 3"
{ tr '{' '\n' < manifest.json; echo; } | sed -n 's/^"commitment":"\([0-9a-f]\{64\}\)","length_bytes":\([0-9]*\),"media_type":"[^"]*",\(.*\)"no":\([0-9]*\)}.*/\4 \1 \2 \3/p' > "$tmp/files"
[ -s "$tmp/files" ] || fail files "expected commitments to files in manifest.json, found none"
while read -r no commitment length named; do
    at=files/$(printf %02d "$no")
    name=$(printf %s "$named" | sed -n 's/^"name_commitment":"\([0-9a-f]\{64\}\)",$/\1/p')
    if [ "$(wc -c < "$at/salt" | tr -d ' ')" != 32 ] || [ "$(cat "$at/salt" "$at/original" | sha256sum | cut -c1-64)" != "$commitment" ]; then
        fail "file $no" "SHA-256(salt, original) is not the commitment $commitment"
    elif [ "$(wc -c < "$at/original" | tr -d ' ')" != "$length" ]; then
        fail "file $no" "expected $length bytes, as the manifest states"
    elif [ -n "$name" ] && [ "$(cat "$at/salt" "$at/name.txt" | sha256sum | cut -c1-64)" != "$name" ]; then
        fail "file $no" "SHA-256(salt, name.txt) is not the commitment $name"
    elif [ -z "$name" ] && [ "$version" != ipguard/manifest/v1 ]; then
        fail "file $no" "expected a commitment to its name in manifest.json"
    else
        pass "file $no" "SHA-256 $(sha256sum < "$at/original" | cut -c1-64), as committed"
    fi
done < "$tmp/files"
[ "$(wc -l < "$tmp/files" | tr -d ' ')" = "$(grep -c '^files/.*/original$' "$tmp/names")" ] || fail files "not as many files as the manifest commits to"
{ tr '{' '\n' < manifest.json; echo; } | sed -n 's/^"commitment":"\([0-9a-f]\{64\}\)","name":"\([a-z]*\)"}.*/\2 \1/p' > "$tmp/fields"
[ -s "$tmp/fields" ] || fail fields "expected commitments to fields in manifest.json, found none"
collector=
while read -r field commitment; do
    line=$(sed -n "/^{\"name\":\"$field\",/p" fields.json | sed 's/,$//')
    salted=$(printf %s "$line" | sed -n 's/^{"name":"[a-z]*","salted":"\([A-Za-z0-9+\/=]*\)","value":".*"}$/\1/p')
    if ! decode "$salted" "$tmp/salted" || [ "$(sha256sum < "$tmp/salted" | cut -c1-64)" != "$commitment" ]; then
        fail "field $field" "its salt and text in fields.json are not the commitment $commitment"
        continue
    fi
    tail -c +33 "$tmp/salted" > "$tmp/value"
    value=$(quoted "$tmp/value")
    [ "$field" = collector ] && collector=$value
    if [ "$line" = "{\"name\":\"$field\",\"salted\":\"$salted\",\"value\":\"$value\"}" ]; then
        pass "field $field" "\"$value\", as committed"
    else
        fail "field $field" "the text shown in fields.json is not the committed one"
    fi
done < "$tmp/fields"
how=$(sed -n 's/.*"collection":\({"method":"[^"]*","system":"[^"]*"}\).*/\1/p' manifest.json | sed 's/^{/,/')
if [ -n "$how" ]; then expected="{\"collected_at\":\"$filed\",\"collector\":\"$collector\"$how"; else expected="{\"collected_at\":\"$filed\"}"; fi
[ "$(cat collection.json)" = "$expected" ] && pass collection "$expected" || fail collection "expected $expected in collection.json"

# 3. The manifest is in the ledger (RFC 9162, 2.1.3.2).
sed '1,/^$/d' proof.tlog-proof > "$tmp/note"
sed '/^$/,$d' "$tmp/note" > "$tmp/body"
cmp -s "$tmp/note" checkpoint || fail checkpoint "the file checkpoint is not the checkpoint in proof.tlog-proof"
origin=$(sed -n 1p "$tmp/body") size=$(sed -n 2p "$tmp/body") root=$(sed -n 3p "$tmp/body")
sed '/^$/,$d' proof.tlog-proof > "$tmp/proof"
[ "$(sed -n 1p "$tmp/proof")" = c2sp.org/tlog-proof@v1 ] || fail inclusion "expected c2sp.org/tlog-proof@v1 in proof.tlog-proof"
sed '1d' "$tmp/proof" | sed '1{/^extra /d;}' > "$tmp/rest"
index=$(sed -n '1s/^index \(0\|[1-9][0-9]*\)$/\1/p' "$tmp/rest")
sed '1d' "$tmp/rest" > "$tmp/hashes"
case "$size" in '' | *[!0-9]* | ???????????????????*) size=0 ;; esac
case "$index" in '' | *[!0-9]* | ???????????????????*) index=$size ;; esac
openssl dgst -sha256 -binary manifest.json > "$tmp/entry"
{ printf '\000'; cat "$tmp/entry"; } | hash > "$tmp/r"
fn=$index sn=$((size - 1)) fault=
[ "$index" -lt "$size" ] || fault="index $index is not below the size $size"
while [ -z "$fault" ] && IFS= read -r line; do
    if ! decode "$line" "$tmp/p" || [ "$(wc -c < "$tmp/p" | tr -d ' ')" != 32 ]; then fault="'$line' is not a hash in base64"; break; fi
    [ "$sn" -gt 0 ] || { fault="more hashes than the way to the root has steps"; break; }
    if [ $((fn % 2)) = 1 ] || [ "$fn" = "$sn" ]; then
        { printf '\001'; cat "$tmp/p" "$tmp/r"; } | hash > "$tmp/next"
        while [ $((fn % 2)) = 0 ] && [ "$fn" != 0 ]; do fn=$((fn / 2)) sn=$((sn / 2)); done
    else
        { printf '\001'; cat "$tmp/r" "$tmp/p"; } | hash > "$tmp/next"
    fi
    mv "$tmp/next" "$tmp/r"
    fn=$((fn / 2)) sn=$((sn / 2))
done < "$tmp/hashes"
[ -n "$fault" ] || [ "$sn" = 0 ] || fault="fewer hashes than the way to the root has steps"
[ -n "$fault" ] || [ "$(openssl base64 -A -in "$tmp/r")" = "$root" ] || fault="the hashes do not lead from the manifest to the root $root"
[ -z "$fault" ] && pass inclusion "entry $index of $size in $origin" || fail inclusion "$fault"

# 4. The checkpoint is signed by the ledger's key (c2sp.org/signed-note, Ed25519).
key=$(cat "$log_pub") fault= signed=0
name=${key%%+*} rest=${key#*+}
id=${rest%%+*} key64=${rest#*+}
if ! decode "$key64" "$tmp/key" || [ "$(wc -c < "$tmp/key" | tr -d ' ')" != 33 ]; then
    fault="expected name+id+base64 of an Ed25519 key in $log_pub"
elif [ "$({ printf '%s\n' "$name"; cat "$tmp/key"; } | sha256sum | cut -c1-8)" != "$id" ]; then
    fault="the id in $log_pub is not the key's"
elif [ "$name" != "$origin" ]; then
    fault="expected a key named $origin, got $name"
else
    { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; tail -c +2 "$tmp/key"; } > "$tmp/key.der"
    sed '1,/^$/d' "$tmp/note" > "$tmp/lines"
    while IFS= read -r line; do
        by=${line% *} signature=${line##* }
        [ "$by" = "— $name" ] || continue
        decode "$signature" "$tmp/signature" || { fault="a signature line is not base64"; break; }
        [ "$(od -An -v -tx1 -N4 "$tmp/signature" | tr -d ' \n')" = "$id" ] || continue
        tail -c +5 "$tmp/signature" > "$tmp/ed25519"
        if openssl pkeyutl -verify -pubin -inkey "$tmp/key.der" -keyform DER -rawin -in "$tmp/body" -sigfile "$tmp/ed25519" > /dev/null 2>&1; then
            signed=1
        else
            fault="the signature of $name+$id is not over this checkpoint"
        fi
    done < "$tmp/lines"
    [ -n "$fault" ] || [ $signed = 1 ] || fault="no signature of $name+$id under the checkpoint"
fi
[ -z "$fault" ] && pass checkpoint "signed by $name+$id" || fail checkpoint "$fault"

# 5. Each authority's token is over the checkpoint, and its signer's certificate was good at the token's own time.
epoch() {
    set -- $(openssl ts -reply -token_in -in "$1" -text 2> /dev/null | sed -n 's/^Time stamp: *\([A-Z][a-z][a-z]\) *\([0-9]*\) 0*\([0-9][0-9]*\):0*\([0-9][0-9]*\):0*\([0-9][0-9]*\)[.0-9]* \([0-9]*\) GMT$/\1 \2 \3 \4 \5 \6/p')
    [ $# = 6 ] || return 1
    m=1
    for month in Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec; do [ "$1" = $month ] && break; m=$((m + 1)); done
    a=$(((14 - m) / 12)) y=$(($6 + 4800 - (14 - m) / 12))
    days=$(($2 + (153 * (m + 12 * a - 3) + 2) / 5 + 365 * y + y / 4 - y / 100 + y / 400 - 32045 - 2440588))
    echo $((days * 86400 + $3 * 3600 + $4 * 60 + $5))
}
count=0
for at in tokens/*; do
    [ -d "$at" ] || continue
    count=$((count + 1)) no=${at#tokens/} ca=${tsa_ca:-$at/ca.pem}
    cp "$tmp/body" "$tmp/data"
    if [ -e "$at/renews" ]; then
        renewed=$(cat "$at/renews")
        case "$renewed" in [0-9][0-9]) ;; *) fail "token $no" "expected the two digits of a token in renews"; continue ;; esac
        cat "tokens/$renewed/token.tsr" "$tmp/body" > "$tmp/data" 2> /dev/null
    fi
    if ! time=$(epoch "$at/token.tsr"); then fail "token $no" "expected an RFC 3161 token in token.tsr"; continue; fi
    if [ -z "$tsa_ca" ] && [ "$(grep -c 'BEGIN CERTIFICATE' "$ca")" != 1 ]; then fail "token $no" "expected one root in ca.pem"; continue; fi
    set -- -token_in -in "$at/token.tsr" -CAfile "$ca" -attime "$time"
    [ -e "$at/chain.pem" ] && set -- "$@" -untrusted "$at/chain.pem"
    if ! openssl ts -verify -data "$tmp/data" "$@" > "$tmp/said" 2>&1; then
        fail "token $no" "$(sed -n 's/.*\(error:[^ ]*\|:ts_[a-z_]*\|Verify error\):\(.*\)/\2/p' "$tmp/said" | head -1 | sed 's/^$/not verified/')"
    elif [ -e "$at/request.tsq" ] && ! openssl ts -verify -queryfile "$at/request.tsq" "$@" > "$tmp/said" 2>&1; then
        fail "token $no" "it does not answer request.tsq (another nonce or imprint)"
    else
        pass "token $no" "over the checkpoint, at $time seconds since 1970 ($(openssl ts -reply -token_in -in "$at/token.tsr" -text 2> /dev/null | sed -n 's/^Time stamp: //p'))"
    fi
done
[ $count -gt 0 ] || fail tokens "expected at least one token, found none"

echo "COMPARE these fingerprints with the certificate, the site or a third party's copy:"
[ -s "$tmp/key" ] && echo "  $log_pub  SHA-256 of the public key  $(tail -c +2 "$tmp/key" | sha256sum | cut -c1-64)"
if [ -n "$tsa_ca" ]; then set -- "$tsa_ca"; else set -- tokens/*/ca.pem; fi
for ca; do echo "  $ca  SHA-256 of the certificate  $(openssl x509 -in "$ca" -outform DER 2> /dev/null | sha256sum | cut -c1-64)"; done
[ $failed = 0 ] && echo "VERIFIED $number" || echo "NOT VERIFIED"
exit $failed
