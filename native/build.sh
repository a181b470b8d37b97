#!/bin/sh
# Builds OUTDIR/bootbench-broker. Usage: native/build.sh OUTDIR. CC chooses the compiler (default: cc).
set -eu
if [ $# -ne 1 ]; then
  echo "usage: native/build.sh OUTDIR" >&2
  exit 2
fi
compiler=${CC:-cc}
if ! command -v "$compiler" >/dev/null; then
  echo "native/build.sh: the C compiler '$compiler' is not installed, so the broker cannot be built; install it (Debian: apt-get install gcc libc6-dev)" >&2
  exit 3
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
# Built under another name and moved: a broker that is running, or a second build, never sees half a file.
unfinished=$1/.bootbench-broker.$$
trap 'rm -f "$unfinished"' EXIT
"$compiler" -std=c11 -O2 -Wall -Wextra -Werror -Wformat=2 -Wconversion -Wshadow -Wstrict-prototypes \
  -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE -pie \
  -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack \
  -o "$unfinished" "$here/broker.c"
mv -f "$unfinished" "$1/bootbench-broker"
