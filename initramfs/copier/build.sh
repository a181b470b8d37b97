#!/bin/sh
# Builds the block copier.
#   build.sh host OUTDIR    OUTDIR/bootbench-copier for this machine, with the simulator's faults
#   build.sh asan OUTDIR    the same with address and undefined-behaviour sanitizers, and OUTDIR/copier-tests
#   build.sh arm64 OUTDIR   OUTDIR/bootbench-copier for boards (needs gcc-aarch64-linux-gnu, and the folder SYSROOT
#                           with Debian's arm64 packages; initramfs/build.sh makes it)
set -eu

what=${1:?host, asan or arm64} out=${2:?output folder}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$out"

sources="$here/outcome.c $here/report.c $here/waits.c $here/workers.c $here/digest.c $here/index.c $here/manifest.c
  $here/storage.c $here/faults.c $here/http.c $here/fetch.c $here/deploy.c $here/backup.c"
flags="-std=c11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -Wall -Wextra -Werror -pthread"
libraries="-lcurl -lzstd -lcrypto -ljansson"

# The result appears under its name only when it is whole: others may be starting it now.
build() { # compiler, name, everything else
  compiler=$1 name=$2
  shift 2
  "$compiler" "$@" -o "$out/$name.$$"
  mv "$out/$name.$$" "$out/$name"
}

# shellcheck disable=SC2086 # the lists are meant to be split
case $what in
  host)
    build "${CC:-cc}" bootbench-copier $flags -O2 -g -DBOOTBENCH_SIMULATOR $sources "$here/main.c" $libraries
    ;;
  asan)
    flags="$flags -O1 -g -DBOOTBENCH_SIMULATOR -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
    build "${CC:-cc}" bootbench-copier $flags $sources "$here/main.c" $libraries
    if ls "$here"/test/*.c >/dev/null 2>&1; then
      build "${CC:-cc}" copier-tests $flags -I"$here" $sources "$here"/test/*.c $libraries
    fi
    ;;
  arm64)
    sysroot=${SYSROOT:?the folder with the unpacked arm64 packages}
    triplet=aarch64-linux-gnu
    build "${CC:-$triplet-gcc}" bootbench-copier $flags -O2 -s \
      -isystem "$sysroot/usr/include" -isystem "$sysroot/usr/include/$triplet" $sources "$here/main.c" \
      -L"$sysroot/usr/lib/$triplet" -Wl,-rpath-link,"$sysroot/usr/lib/$triplet:$sysroot/lib/$triplet" \
      -Wl,--unresolved-symbols=ignore-in-shared-libs $libraries
    ;;
  *)
    echo "build.sh: host, asan or arm64, not '$what'" >&2
    exit 2
    ;;
esac
