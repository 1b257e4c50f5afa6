#!/bin/sh
# SPDX-License-Identifier: MIT
# make demo: the main job on real input, in under a minute. Every line below a "$" is what that command prints.
set -eu
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$(cd "$(dirname "$program")" && pwd):$PATH
export PATH

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
    bold=$(printf '\033[1m') plain=$(printf '\033[0m')
else
    bold='' plain=''
fi

title() {
    printf '\n%s%s%s\n\n' "$bold" "$1" "$plain"
}

# Show the command, run it, and indent what it says; a failure ends the demo.
run() {
    printf '$ %s\n' "$*"
    (cd "$work" && "$@")
}

title '1. A DES trace, shortened: round 1 and round 16 of the classical example'
echo '$ glasslock trace des --key 133457799BBCDFF1 --in 0123456789ABCDEF --format report'
glasslock trace des --key 133457799BBCDFF1 --in 0123456789ABCDEF --format report |
    sed -n -e '1,3p' -e '3a\        ...' -e '/^Plaintext/,/^Round 1 /p' -e '/^Round 1 /a\        ...' -e '/at round 16 after exp/,$p'

title '2. The official vectors, every case through every engine'
printf '$ glasslock vectors\n'
glasslock vectors >"$work/vectors.txt"
awk '/^(algorithm|DES-CBC|AES-CBC|SHA-256|RSA-OAEP|ECDSA|total|[0-9]+ cases)/ { print; shown++; next } { hidden++ }
    END { print "(" hidden " more rows: glasslock vectors)" }' "$work/vectors.txt"

title '3. RSA-OAEP: what one key locks, only the other opens'
printf 'Meet me behind the gym at four.\n' >"$work/note.txt"
run glasslock keygen rsa --bits 2048 --out rsa.pem
run glasslock pubkey --in rsa.pem --out rsa.pub
run glasslock encrypt --key rsa.pub --hash sha256 --out note.rsa note.txt
printf '  (%s bytes of ciphertext)\n' "$(wc -c <"$work/note.rsa")"
run glasslock decrypt --key rsa.pem --hash sha256 note.rsa

title '4. ECDSA on the classroom curve y^2 = x^3 + x + 4 mod 23, every number small enough to check by hand'
echo '$ glasslock trace ecdsa --curve classroom --format text'
glasslock trace ecdsa --curve classroom --format text >"$work/classroom.txt"
head -n 24 "$work/classroom.txt"
printf '        ... (%s lines in all)\n' "$(wc -l <"$work/classroom.txt")"
run glasslock trace ecdsa --curve classroom --check

title '5. ECDSA on P-256: the same algorithm at full size, on a file'
run glasslock keygen ec --curve P-256 --out ec.pem
run glasslock pubkey --in ec.pem --out ec.pub
run glasslock sign --key ec.pem --out note.sig note.txt
run glasslock verify --key ec.pub --signature note.sig note.txt
echo '(now with one letter changed)'
sed 's/four/five/' "$work/note.txt" >"$work/forged.txt"
printf '$ glasslock verify --key ec.pub --signature note.sig forged.txt\n'
(cd "$work" && glasslock verify --key ec.pub --signature note.sig forged.txt 2>&1) && exit 1

title '6. A chat over the same code: the server passes on what it cannot read'
cat <<'TEXT'
$ glasslock serve --open &
$ glasslock chat --user bob --guest --plain &
$ echo 'Meet me behind the gym at four.' | glasslock chat --user alice --guest --plain
TEXT
# Wait until a file holds these words.
await() {
    tries=0
    until grep -q "$2" "$1" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] || { echo "demo: never said: $2" >&2; cat "$1" >&2; exit 1; }
        sleep 0.05
    done
}
glasslock serve --open --port 0 --data "$work/server" >"$work/serve.txt" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
await "$work/serve.txt" 'port  '
port=$(awk '/^ *port /{print $2}' "$work/serve.txt")
glasslock chat --user bob --guest --plain --stay --ephemeral --port "$port" >"$work/bob.txt" </dev/null &
bob=$!
await "$work/bob.txt" 'you are bob'
glasslock chat --user alice --guest --plain --ephemeral --port "$port" <"$work/note.txt" >"$work/alice.txt"
await "$work/bob.txt" 'at four'
kill "$bob"
kill "$server"
wait "$server" || true
echo '(bob sees)'
grep -E 'fingerprint|alice' "$work/bob.txt"
printf '$ grep -r gym server/ | wc -l\n'
grep -r gym "$work/server" "$work/serve.txt" | wc -l

title 'What to type next'
cat <<EOF
  $program trace des --text hello --key-text 8letters   every value of an encryption of your own
  $program trace --list                                 what else can be traced
  $program trace rsa-oaep --check                       every step recomputed independently
  $program serve                                        a chat server; glasslock chat talks through it
  $program web                                          the chat and the lab in a browser
  $program attack                                       what is wrong with the old protocols, shown
  $program vectors your-file.rsp                        run vectors of your own
  $program --help                                       all commands
  make test                                             every test
EOF
