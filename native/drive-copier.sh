#!/bin/sh
# What the agent of a drive starts as its block copier: the same call, through the broker, which opens the drive.
# The station says with these variables which drive is meant (station/drives/drive-agent.ts).
exec "${0%/*}/bootbench-broker" drive --name "$BOOTBENCH_DRIVE_NAME" --serial "$BOOTBENCH_DRIVE_SERIAL" \
  --size "$BOOTBENCH_DRIVE_SIZE" -- "$@"
