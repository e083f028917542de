#!/usr/bin/env bash
# Builds the fixture programs into a folder and prints the folder's path as the last line. Does nothing when nothing has changed; safe when
# two run at once.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
output=${1:-$here/../../.build/fixtures}
mkdir -p "$output"
output=$(cd "$output" && pwd)
exec 9>"$output/.lock"
flock 9

cd "$here"
stamp=$({ swiftc --version 2>/dev/null; find Package.swift build.sh Sources Frameless -type f -print0 | sort -z | xargs -0 sha256sum; } | sha256sum)
if [ "$(cat "$output/.stamp" 2>/dev/null || true)" = "$stamp" ]; then
  echo "$output"
  exit 0
fi
rm -f "$output/.stamp"
build() { swift build -c release --scratch-path "$output/.scratch$1" -Xswiftc -g "${@:2}" >&2; }
programs() { echo "$output/.scratch$1/release"; }

build ""
for program in cpu-split async-chain http-server thread-churn deep-recursion spawner \
  locked pthread-mutex actor-queue lock-convoy pool-exhausted deadlock io-mix run-queue switcher libc-leaves foundation-user \
  serial-fraction cores pool-blocked actor-serial event-loop refcounts growth ageing leak io-bound perfect; do
  install -m 755 "$(programs "")/$program" "$output/$program"
done

# The same chain with the standard library and the concurrency runtime inside, with and without symbols.
build -static --product async-chain --static-swift-stdlib
install -m 755 "$(programs -static)/async-chain" "$output/async-chain-static"
install -m 755 "$output/async-chain-static" "$output/async-chain-static-stripped"
strip --strip-all "$output/async-chain-static-stripped"

# Stripped, with its symbols in a separate file.
objcopy --only-keep-debug "$output/async-chain" "$output/async-chain-stripped.debug"
install -m 755 "$output/async-chain" "$output/async-chain-stripped"
strip --strip-all "$output/async-chain-stripped"
(cd "$output" && objcopy --add-gnu-debuglink=async-chain-stripped.debug async-chain-stripped)

# Without frame pointers.
swiftc -O -g -swift-version 6 Frameless/frameless.swift -o "$output/frameless" >&2

echo "$stamp" >"$output/.stamp"
echo "$output"
