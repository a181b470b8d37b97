#!/bin/sh
# After the desktop app was installed from a .deb or .rpm. electron-builder fills in the names.
set -e
folder='/opt/${sanitizedProductName}'
program='/opt/${sanitizedProductName}/${executable}'

ln -sf "$program" '/usr/bin/${executable}'

# Opens ports 67 to 69 and holds the bench's address; only it gets rights, never Electron itself. docs/security.md
if command -v setcap >/dev/null; then
  setcap cap_net_bind_service,cap_net_raw,cap_net_admin,cap_dac_override=ep "$folder/resources/native/bootbench-broker" ||
    echo 'Bootbench: the broker got no rights (the file system keeps none); the app says what to do.' >&2
fi

# Chromium's sandbox: by user namespaces where the kernel allows them, else by a helper that must be root's.
if unshare --user true 2>/dev/null; then mode=0755; else mode=4755; fi
chmod "$mode" "$folder/chrome-sandbox"

if command -v update-desktop-database >/dev/null; then
  update-desktop-database /usr/share/applications || true # deep links work after the next one
fi
