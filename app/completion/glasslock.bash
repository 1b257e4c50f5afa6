# SPDX-License-Identifier: MIT
# Bash completion for glasslock. It asks the program itself (--help, --list), so it never falls behind it.

_glasslock_options() {
    # shellcheck disable=SC2086 # "attack NAME" is two words
    "$1" $2 --help 2>/dev/null | grep -oE -- '--[a-z][a-z0-9-]*' | sort -u
}

_glasslock_hashes() {
    "$1" digest --help 2>/dev/null | sed -n 's/^ALG: //p' | tr -d ','
}

# The values that an option takes, where the program can name them.
_glasslock_values() {
    case "$3" in
    --curve) echo classroom P-192 P-224 P-256 P-384 P-521 secp256k1 ;;
    --hash | --mgf-hash) _glasslock_hashes "$1" ;;
    --cipher) "$1" encrypt --help 2>/dev/null | sed -n 's/.*--cipher C  *{\(.*\)}-{ecb,cbc}.*/\1/p' | tr ',' '\n' | sed 's/.*/&-ecb &-cbc/' ;;
    --mode) echo ecb cbc ;;
    --beside) echo toy ;;
    --scheme) echo pss pkcs1 ;;
    --protocol) echo glasslock chatlock socketchat coursework ;;
    --from) echo client server ;;
    --recipe) echo strong securechat fernet ;;
    --password-hash) echo yescrypt bcrypt ;;
    --limit) "$1" serve --help 2>/dev/null | sed -n '/--limit/,/--help/s/^  \([a-z][a-z]*\)  .*/\1=/p' ;;
    --bits) echo 2048 3072 4096 ;;
    --engine) "$1" engines 2>/dev/null | awk 'NR > 3 { sub(/^[^ ]+/, ""); sub(/^ *> */, ""); print $1 }' | sort -u ;;
    --format)
        case "$2" in
        trace) echo text short report json html ;;
        keygen) echo pkcs8 traditional ;;
        pubkey) echo spki pkcs1 ;;
        *) echo der p1363 ;;
        esac
        ;;
    esac
}

_glasslock() {
    local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} words=
    [ "$command" = attack ] && [ "$COMP_CWORD" -gt 2 ] && command="attack ${COMP_WORDS[2]}"
    if [ "$COMP_CWORD" -eq 1 ]; then
        words="--help --version $("$program" --help 2>/dev/null | awk '/^  [a-z]/ { print $1 }')"
    elif [[ $word == -* ]]; then
        words=$(_glasslock_options "$program" "$command")
    elif [[ $before == --* ]] && words=$(_glasslock_values "$program" "$command" "$before") && [ -n "$words" ]; then
        :
    elif [ "$COMP_CWORD" -eq 2 ]; then
        case "$command" in
        trace | step) words=$("$program" trace --list 2>/dev/null | awk '/^[a-z]/ { print $1 }' | sort -u) ;;
        keygen) words="rsa ec dsa" ;;
        attack) words=$("$program" attack 2>/dev/null | awk '{ print $1 }') ;;
        log) words="decrypt encrypt" ;;
        fernet) words="keygen encrypt decrypt" ;;
        digest) words=$(_glasslock_hashes "$program") ;;
        esac
    fi
    # shellcheck disable=SC2207 # completions are single words
    COMPREPLY=($(compgen -W "$words" -- "$word"))
}

complete -o default -F _glasslock glasslock
