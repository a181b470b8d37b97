#!/bin/sh
# After the desktop app was removed. What a person made with it (images, history) stays in their home.
set -e
if [ "$1" != upgrade ] && [ "$1" != 1 ]; then
  rm -f '/usr/bin/${executable}'
fi
