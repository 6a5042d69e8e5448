#!/bin/sh
# Makes the files of this folder anew: test keys and certificates, worth nothing anywhere else. Run it here; it needs
# openssl 3 (with its legacy provider) and keytool. All is valid from 2020 to 2120, but for expired.pem.
set -eu
password=changeit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rm -f ./*.pem ./*.p12 ./*.jks ./*.jceks

touch "$work/index.txt"
cat > "$work/ca.cnf" <<CONF
[ca]
default_ca = test
[test]
database = $work/index.txt
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = none
email_in_dn = no
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = DNS:receiver.test, IP:127.0.0.1
[elsewhere]
basicConstraints = critical, CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = DNS:elsewhere.test
CONF

key() { # <file> <algorithm>: a PKCS#8 key
  case $2 in
    ec) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" ;;
    rsa) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1" ;;
    weak) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out "$1" ;;
    ed25519) openssl genpkey -algorithm ED25519 -out "$1" ;;
  esac
}
request() { # <key> <common name>
  openssl req -new -key "$1" -subj "/CN=$2" -out "$work/request.pem"
}
issue() { # <authority> <extensions> <file> [<last day>]
  openssl ca -batch -notext -config "$work/ca.cnf" -cert "$1.pem" -keyfile "$work/$1-key.pem" -extensions "$2" \
    -startdate 20200101000000Z -enddate "${4:-21200101000000Z}" -in "$work/request.pem" -out "$3" 2> /dev/null
}
authority() { # <name> <common name>
  key "$work/$1-key.pem" ec
  request "$work/$1-key.pem" "$2"
  openssl ca -batch -notext -selfsign -config "$work/ca.cnf" -keyfile "$work/$1-key.pem" -extensions authority \
    -startdate 20200101000000Z -enddate 21200101000000Z -in "$work/request.pem" -out "$1.pem" 2> /dev/null
}

authority ca "Test CA"
authority other-ca "Another CA"
key "$work/intermediate-key.pem" ec
request "$work/intermediate-key.pem" "Test Intermediate CA"
issue ca authority intermediate.pem

key server-key.pem ec
request server-key.pem receiver.test
issue ca server server.pem
issue ca elsewhere server-elsewhere.pem

# Client certificates: one of each kind of key, a chain, one of another authority, one that has expired.
key client-key.pem rsa
request client-key.pem client
issue ca client client.pem
issue ca client expired.pem 20200201000000Z
issue other-ca client other-client.pem
key client-ec-key.pem ec
request client-ec-key.pem client-ec
issue ca client client-ec.pem
issue intermediate client chained.pem
cat chained.pem intermediate.pem ca.pem > chained-chain.pem
key client-ed25519-key.pem ed25519
request client-ed25519-key.pem client-ed25519
issue ca client client-ed25519.pem
key weak-key.pem weak
request weak-key.pem weak
issue ca client weak.pem
openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:2048 -pkeyopt dsa_paramgen_q_bits:256 \
  -out "$work/dsa.pem" 2> /dev/null
openssl genpkey -paramfile "$work/dsa.pem" -out client-dsa-key.pem
openssl req -new -x509 -key client-dsa-key.pem -subj /CN=client-dsa -days 36500 -out client-dsa.pem

# The key of client.pem, encrypted: PKCS#8 as openssl does it by default and in old ways, and the form before PKCS#8.
pkcs8() { openssl pkcs8 -topk8 -in client-key.pem -passout "pass:$password" "$@"; }
pkcs8 -v2 aes-256-cbc -out client-key.aes256.pem
pkcs8 -v2 aes-128-cbc -v2prf hmacWithSHA1 -iter 5000 -out client-key.aes128-sha1.pem
pkcs8 -v2 des3 -out client-key.des3.pem
pkcs8 -v1 PBE-SHA1-3DES -out client-key.pbe-sha1-3des.pem
pkcs8 -v1 PBE-SHA1-RC2-40 -provider legacy -provider default -out client-key.pbe-sha1-rc2-40.pem
pkcs8 -v2 aes-256-cbc -iter 20000000 -out client-key.20000000-rounds.pem
pkcs8 -scrypt -out client-key.scrypt.pem
openssl rsa -in client-key.pem -traditional -aes256 -passout "pass:$password" -out client-key.traditional.pem

# PKCS#12: as openssl makes it now, made before, without a name, with a chain, for an EC key, without encryption.
pkcs12() { openssl pkcs12 -export -passout "pass:$password" "$@"; }
pkcs12 -inkey client-key.pem -in client.pem -certfile ca.pem -name client -out client.p12
pkcs12 -legacy -inkey client-key.pem -in client.pem -name client -out client.legacy.p12
pkcs12 -certpbe PBE-SHA1-RC2-128 -keypbe PBE-SHA1-3DES -macalg sha1 -provider legacy -provider default \
  -inkey client-key.pem -in client.pem -out client.rc2-128.p12
pkcs12 -inkey client-ec-key.pem -in chained.pem -certfile intermediate.pem -out chained.p12
pkcs12 -keypbe NONE -certpbe NONE -nomac -inkey client-key.pem -in client.pem -out client.plain.p12
pkcs12 -inkey client-key.pem -in expired.pem -name client -out expired.p12
pkcs12 -inkey client-key.pem -in client.pem -iter 20000000 -nomaciter -out client.20000000-rounds.p12
pkcs12 -nokeys -in client.pem -out no-key.p12
pkcs12 -nocerts -inkey client-key.pem -out no-certificate.p12
openssl pkcs12 -export -passout "pass:pässwörd €" -inkey client-key.pem -in client.pem -out client.unicode.p12
pkcs12 -inkey client-ed25519-key.pem -in client-ed25519.pem -out client-ed25519.p12
pkcs12 -inkey client-dsa-key.pem -in client-dsa.pem -out client-dsa.p12

# Java's own stores, made from those: key stores (RSA, EC, Ed25519, one with a password of the key's own, one with two
# keys) and trust stores, as JKS, PKCS#12 (today's default, and as Java 8 wrote it) and JCEKS.
import() { # <source> <type> <destination> [<option>]: copies the key entry of a PKCS#12 file
  keytool ${4:-} -importkeystore -noprompt -srckeystore "$1" -srcstoretype PKCS12 -srcstorepass "$password" \
    -deststoretype "$2" -destkeystore "$3" -deststorepass "$password" 2> /dev/null
}
trust() { # <type> <file> <certificate> <alias> [<option>]
  keytool ${5:-} -importcert -noprompt -storetype "$1" -keystore "$2" -storepass "$password" -file "$3" -alias "$4" 2> /dev/null
}
import client.p12 JKS client.jks
import client.p12 JCEKS client.jceks
import client.p12 PKCS12 client.keytool.p12
import client.p12 PKCS12 client.keytool-8.p12 -J-Dkeystore.pkcs12.legacy
import expired.p12 JKS expired.jks
import chained.p12 JKS chained.jks
import client-ed25519.p12 JKS client-ed25519.jks
import client.p12 JKS key-password.jks
keytool -keypasswd -keystore key-password.jks -storepass "$password" -alias client -keypass "$password" -new another 2> /dev/null
import client.p12 JKS two-keys.jks
import chained.p12 JKS two-keys.jks
import client.p12 PKCS12 two-keys.p12
import chained.p12 PKCS12 two-keys.p12
trust JKS truststore.jks other-ca.pem other
trust JKS truststore.jks ca.pem ca
trust PKCS12 truststore.p12 other-ca.pem other
trust PKCS12 truststore.p12 ca.pem ca
trust PKCS12 truststore.keytool-8.p12 other-ca.pem other -J-Dkeystore.pkcs12.legacy
trust PKCS12 truststore.keytool-8.p12 ca.pem ca -J-Dkeystore.pkcs12.legacy
trust JKS other-truststore.jks other-ca.pem other
trust JKS server-truststore.jks server.pem receiver
