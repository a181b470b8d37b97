#!/bin/sh
# The programs that the desktop app carries for one processor, in build/native-ARCH: build-desktop-helpers.sh x64|arm64.
# CC names the compiler for another processor than this one's.
set -eu
cd "$(dirname "$0")/.."
architecture=$1
folder=build/native-$architecture
sh native/build.sh "$folder"
cp initramfs/provisioning-client.sh "$folder/"
# The block copier needs libraries that this computer has for its own processor only. An app without it refuses drives, and says why.
case $(uname -m)-$architecture in
	x86_64-x64 | aarch64-arm64) sh initramfs/copier/build.sh host "$folder" ;;
esac
