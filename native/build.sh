#!/bin/sh
# Builds OUTDIR/bootbench-broker and OUTDIR/bootbench-tftp-mover, and puts OUTDIR/bootbench-drive-copier beside them. Usage: native/build.sh OUTDIR.
# CC chooses the compiler (default: cc), EXTRA_FLAGS adds flags (tests: -fsanitize=address,undefined).
set -eu
if [ $# -ne 1 ]; then
  echo "usage: native/build.sh OUTDIR" >&2
  exit 2
fi
compiler=${CC:-cc}
if ! command -v "$compiler" >/dev/null; then
  echo "native/build.sh: the C compiler '$compiler' is not installed, so the broker and the TFTP mover cannot be built; install it (Debian: apt-get install gcc libc6-dev)" >&2
  exit 3
fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"

# -fno-strict-aliasing: socket addresses and netlink messages are looked at through more than one type.
# build PROGRAM SOURCE...: built under another name and moved, so that a program that is running, or a second build, never sees half a file.
build() {
  unfinished=$out/.$1.$$
  trap 'rm -f "$unfinished"' EXIT
  program=$1
  shift
  # shellcheck disable=SC2086 # EXTRA_FLAGS is a list
  "$compiler" -std=c11 -O2 -Wall -Wextra -Werror -Wformat=2 -Wconversion -Wshadow -Wstrict-prototypes \
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fno-strict-aliasing -fPIE -pie \
    -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack ${EXTRA_FLAGS:-} \
    -o "$unfinished" "$@"
  mv -f "$unfinished" "$out/$program"
}

out=$1
build bootbench-broker "$here"/broker*.c
# A script, beside the broker that it starts.
cp "$here/drive-copier.sh" "$out/.bootbench-drive-copier.$$"
mv -f "$out/.bootbench-drive-copier.$$" "$out/bootbench-drive-copier"
build bootbench-tftp-mover "$here/tftp-mover.c" "$here/tftp-transfer.c" "$here/tftp-source.c"
