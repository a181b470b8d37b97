#!/bin/sh
# provisioning-client.sh: makes this board known to the provisioning station and does what a person there asks for.
#
# It runs in Bootbench's own initramfs, and also by hand on any Linux with a network and curl (an NFS root, a rescue
# system), as root:
#
#     PROVISIONING_SERVER=http://10.20.50.1:5000 sh provisioning-client.sh
#
# What it does: POST /api/register-device (who am I), then GET /api/device-action-poll again and again; on
# `action=deploy` it writes the image to the storage, on `action=backup` it reads the storage to the station. The
# protocol is in docs/agent-protocol.md. Nothing is written before a person asked for exactly that at the station.
#
# The bytes are moved by the program bootbench-copier. Without it the plain old way is used: curl | dd.
#
# Environment (all optional but the first, which may also come from bootbench.server= on the kernel command line):
#   PROVISIONING_SERVER         address of the station
#   BOOTBENCH_COPIER            path of bootbench-copier ("none": use curl | dd)
#   BOOTBENCH_PUBLIC_KEY        the station's public key          (/etc/bootbench/station.pub)
#   BOOTBENCH_REBOOT_COMMAND    how to reboot                     (reboot)
#   BOOTBENCH_POWEROFF_COMMAND  how to power off                  (poweroff)
#   BOOTBENCH_PATIENCE          seconds without a byte until the copier gives up (60)
# For simulated boards and tests:
#   BOOTBENCH_FACTS             a JSON file with what would be collected (mac, ip, serial, storages, ...)
#   BOOTBENCH_SYSFS, BOOTBENCH_PROC, BOOTBENCH_DEVICE_TREE, BOOTBENCH_CMDLINE   other places for /sys, /proc,
#                               /proc/device-tree and /proc/cmdline

set -u

sysfs=${BOOTBENCH_SYSFS:-/sys}
proc=${BOOTBENCH_PROC:-/proc}
device_tree=${BOOTBENCH_DEVICE_TREE:-$proc/device-tree}
cmdline=${BOOTBENCH_CMDLINE:-$proc/cmdline}
public_key=${BOOTBENCH_PUBLIC_KEY:-/etc/bootbench/station.pub}
facts_file=${BOOTBENCH_FACTS:-}

umask 077
work=$(mktemp -d "${TMPDIR:-/tmp}/bootbench.XXXXXX") || exit 1
copier_pid=

# --- saying things -------------------------------------------------------------------------------------------------

# Says it on the console and in the log that is sent to the station.
say() {
  printf '[bootbench] %s\n' "$*"
  printf '%s\n' "$*" >>"$work/log"
}

# A value as a JSON string. Control characters and bytes outside ASCII never come through.
json_string() {
  printf '"%s"' "$(printf '%s' "$1" | LC_ALL=C tr '\001-\037\177' ' ' | LC_ALL=C tr '\200-\377' '?' | sed 's/[\\"]/\\&/g')"
}

stop() {
  trap - EXIT INT TERM
  if [ -n "$copier_pid" ]; then kill "$copier_pid" 2>/dev/null; fi
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# --- talking to the station ----------------------------------------------------------------------------------------

# request SECONDS METHOD PATH [BODY_FILE CONTENT_TYPE]: the status is in $status (000: no answer), the body in $work/answer.
request() {
  request_seconds=$1 request_method=$2 request_path=$3 request_body=${4:-} request_type=${5:-}
  : >"$work/answer"
  set -- --silent --show-error --noproxy '*' --connect-timeout 5 --max-time "$request_seconds" \
    --header 'Accept: text/plain' --header 'Expect:' --request "$request_method" \
    --output "$work/answer" --write-out '%{http_code}'
  if [ -s "$work/authorization" ]; then set -- "$@" --header "@$work/authorization"; fi
  if [ -n "$request_body" ]; then set -- "$@" --header "Content-Type: $request_type" --data-binary "@$request_body"; fi
  status=$(curl "$@" "$server$request_path" 2>"$work/curl-errors")
  case $status in [1-5][0-9][0-9]) ;; *) status=000 ;; esac
}

# The value of a line `key=value` in the answer.
field() {
  sed -n "s/^$1=//p" "$work/answer" | tr -d '\r' | head -n 1
}

# Why the last request failed, for a person.
trouble() {
  if [ "$status" = 000 ]; then
    sed 's/^curl: //' "$work/curl-errors" | head -n 1
  else
    echo "answer $status: $(field message)"
  fi
}

# Waits so many seconds, and up to half as many more: boards that lost the station together do not come back together.
pause() {
  pause_random=$(od -An -N1 -tu1 /dev/urandom 2>/dev/null | tr -d ' ')
  sleep $(($1 + ($1 + 1) * ${pause_random:-128} / 512))
}

# An address in an answer may be a path on the station.
absolute() {
  case $1 in /*) echo "$server$1" ;; *) echo "$1" ;; esac
}

# --- who am I ------------------------------------------------------------------------------------------------------

# The content of a file that need not be there.
content() {
  cat "$1" 2>/dev/null
}

# The value of `name=...` on the kernel command line.
cmdline_value() {
  content "$cmdline" | tr ' ' '\n' | sed -n "s/^$1=//p" | head -n 1
}

# A text of the device tree or of sysfs, without its closing 0 and spaces around it.
text_of() {
  content "$1" | tr -d '\000' | sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' | head -n 1
}

# A 32-bit number of the device tree in hexadecimal, without leading zeros.
number_of() {
  od -An -tx1 "$1" 2>/dev/null | tr -d ' \n' | sed 's/^0*\(.\)/\1/'
}

cpuinfo_value() {
  sed -n "s/^$1[[:space:]]*: //p" "$proc/cpuinfo" 2>/dev/null | head -n 1
}

# The first of the words that is not empty.
first_of() {
  for first_word in "$@"; do
    if [ -n "$first_word" ]; then
      printf '%s' "$first_word"
      return
    fi
  done
}

# How the board was started, from the boot loader's own words (the digits of BOOT_ORDER).
boot_mode() {
  case $(number_of "$device_tree/chosen/bootloader/boot-mode") in
    1) echo sd ;;
    2) echo network ;;
    3) echo rpiboot ;;
    4 | 5) echo usb ;;
    6) echo nvme ;;
    7) echo http ;;
    *)
      if [ -n "$(cmdline_value bootbench.usb)" ]; then
        echo rpiboot
      elif [ -n "$(cmdline_value bootbench.boot)" ]; then
        echo network
      fi
      ;;
  esac
}

# Sets $address to this board's address on the way to the station and $interface to its network interface.
find_interface() {
  address=$(curl --silent --noproxy '*' --connect-timeout 5 --max-time 10 --output /dev/null --write-out '%{local_ip}' "$server/" 2>/dev/null)
  interface=
  if [ -n "$address" ]; then
    interface=$(ip -o -4 addr show 2>/dev/null | sed -n "s|^[0-9]*: *\([^ ]*\) .*inet $address/.*|\1|p" | head -n 1)
  fi
  if [ -n "$interface" ] && [ "$interface" != lo ] && [ -r "$sysfs/class/net/$interface/address" ]; then return; fi
  for path in "$sysfs"/class/net/*; do
    if [ -e "$path/device" ] && [ "$(content "$path/carrier")" = 1 ]; then
      interface=${path##*/}
      return
    fi
  done
}

macs_json() {
  separator=
  for path in "$sysfs"/class/net/*; do
    if [ "${path##*/}" = lo ] || { [ ! -e "$path/device" ] && [ "${path##*/}" != "$interface" ]; }; then continue; fi
    printf '%s%s' "$separator" "$(json_string "$(text_of "$path/address")")"
    separator=,
  done
}

storage_kind() { # name of the block device
  case $1 in
    mmcblk*) if [ "$(text_of "$sysfs/block/$1/device/type")" = SD ]; then echo sd; else echo emmc; fi ;;
    nvme*) echo nvme ;;
    *) case $(readlink -f "$sysfs/block/$1/device" 2>/dev/null) in */usb*) echo usb ;; *) echo disk ;; esac ;;
  esac
}

# What tells this piece of storage from all others: the card's CID, or the like of other kinds.
storage_identity() { # name of the block device
  first_of "$(text_of "$sysfs/block/$1/device/cid")" "$(text_of "$sysfs/block/$1/wwid")" "$(text_of "$sysfs/block/$1/device/wwid")"
}

# The identity now of a storage named by its path.
identity_of_target() {
  if [ -z "$facts_file" ]; then
    storage_identity "${1##*/}"
  else
    tr -d '\n' <"$facts_file" | tr '{' '\n' | grep -F "\"$1\"" | sed -n 's/.*"cid" *: *"\([^"]*\)".*/\1/p' | head -n 1
  fi
}

storages_json() {
  separator=
  for path in "$sysfs"/block/*; do
    name=${path##*/}
    case $name in
      loop* | ram* | zram* | dm-* | md* | sr* | fd* | nbd* | mtdblock* | *boot0 | *boot1 | *rpmb | '*') continue ;;
    esac
    sectors=$(text_of "$path/size")
    if [ "${sectors:-0}" -le 0 ] 2>/dev/null; then continue; fi
    removable=false
    if [ "$(text_of "$path/removable")" = 1 ]; then removable=true; fi
    printf '%s{"path":%s,"kind":"%s","sizeBytes":%s,"name":%s,"cid":%s,"removable":%s}' "$separator" \
      "$(json_string "/dev/$name")" "$(storage_kind "$name")" $((sectors * 512)) \
      "$(json_string "$(first_of "$(text_of "$path/device/name")" "$(text_of "$path/device/model")")")" \
      "$(json_string "$(storage_identity "$name")")" "$removable"
    separator=,
  done
}

# Where the kernel shows the copy of the bootloader's configuration that the firmware has left in memory: the nvmem of
# the node that the alias blconfig names (Raspberry Pi documentation, "Device Trees, overlays and parameters", nvmem).
bootloader_config_file() {
  config_node=$(text_of "$device_tree/aliases/blconfig")
  if [ -z "$config_node" ]; then return; fi
  for path in "$sysfs"/bus/nvmem/devices/*; do
    case $(readlink -f "$path/of_node" 2>/dev/null) in
      *"$config_node")
        printf '%s' "$path/nvmem"
        return
        ;;
    esac
  done
}

# The bootloader's configuration, one setting a line, or nothing where the board does not tell it.
bootloader_config() {
  config_file=$(bootloader_config_file)
  if [ -r "$config_file" ]; then
    cat "$config_file"
  elif command -v vcgencmd >/dev/null 2>&1; then
    vcgencmd bootloader_config 2>/dev/null
  fi | LC_ALL=C tr -d '\000\001\015\377' | head -c 4000
}

# A text of several lines as the inside of a JSON string.
json_lines() {
  printf '%s' "$1" | tr '\n' '\001' | LC_ALL=C tr '\002-\037\177' ' ' | LC_ALL=C tr '\200-\377' '?' |
    sed -e 's/[\\"]/\\&/g' -e "s/$(printf '\001')/\\\\n/g"
}

# One member ,"name":"value" of a JSON object, or nothing.
member() {
  if [ -n "$2" ]; then printf ',"%s":%s' "$1" "$(json_string "$2")"; fi
}

# Writes the registration to $work/registration and sets $mac.
collect_facts() {
  if [ -n "$facts_file" ]; then
    mac=$(tr -d '\n' <"$facts_file" | sed -n 's/.*"mac" *: *"\([^"]*\)".*/\1/p')
    tr -d '\n' <"$facts_file" | sed 's/}[[:space:]]*$//' >"$work/registration"
  else
    find_interface
    mac=$(text_of "$sysfs/class/net/$interface/address")
    memory=$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' "$proc/meminfo" 2>/dev/null)
    timestamp=$(number_of "$device_tree/chosen/bootloader/build-timestamp")
    {
      printf '{"mac":%s,"ip":%s' "$(json_string "$mac")" "$(json_string "$address")"
      member serial "$(first_of "$(text_of "$device_tree/serial-number")" "$(cpuinfo_value Serial)" "$(text_of "$sysfs/class/dmi/id/product_serial")")"
      member model "$(first_of "$(text_of "$device_tree/model")" "$(cpuinfo_value Model)" "$(text_of "$sysfs/class/dmi/id/product_name")")"
      member revision "$(first_of "$(number_of "$device_tree/system/linux,revision")" "$(cpuinfo_value Revision)")"
      member bootMode "$(boot_mode)"
      if [ -n "$timestamp" ]; then member eepromVersion $((0x$timestamp)); fi
      minimum=$(number_of "$device_tree/chosen/rpi-min-boot-ver")
      if [ -n "$minimum" ]; then printf ',"eepromMinimum":%d' $((0x$minimum)); fi
      config=$(bootloader_config)
      if [ -n "$config" ]; then printf ',"eepromConfig":"%s"' "$(json_lines "$config")"; fi
      printf ',"memoryBytes":%s,"macs":[%s],"storages":[%s]' $((${memory:-0} * 1024)) "$(macs_json)" "$(storages_json)"
    } >"$work/registration"
  fi
  {
    printf ',"agent":1'
    member bootToken "$boot_token"
    printf '}'
  } >>"$work/registration"
}

# Registers, however long it takes. Says each new reason for waiting once.
register() {
  delay=1 said=
  while :; do
    collect_facts
    rm -f "$work/authorization"
    request 15 POST /api/register-device "$work/registration" application/json
    state=$(field state)
    poll_seconds=$(field poll_seconds)
    case $poll_seconds in '' | 0 | *[!0-9]*) poll_seconds=5 ;; esac
    if [ "$status" = 200 ] && [ "$state" = registered ]; then
      echo "Authorization: Bearer $(field token)" >"$work/authorization"
      say "Registered at $server as ${mac:-a board without MAC}. Waiting for something to do."
      return
    fi
    if [ "$status" = 200 ] && [ "$state" = waiting-for-approval ]; then
      reason="The station knows this board now. A person must approve it on the station's screen."
      delay=$poll_seconds
    else
      reason="Registering at $server failed ($(trouble)). Trying again."
    fi
    if [ "$(field error)" = boot-token-unknown ] && [ -n "$boot_token" ]; then
      # Spent by an earlier registration of this boot. Without it a person can still let the board in.
      boot_token=
    fi
    if [ "$reason" != "$said" ]; then say "$reason"; fi
    said=$reason
    pause "$delay"
    if [ "$state" != waiting-for-approval ] && [ "$delay" -lt 30 ]; then delay=$((delay * 2)); fi
  done
}

# --- progress, log, result of a job --------------------------------------------------------------------------------

# post_progress JSON: sets $cancelled to 1 if a person cancelled the job.
post_progress() {
  printf '%s' "$1" >"$work/progress-body"
  request 5 POST "/api/jobs/$job/progress" "$work/progress-body" application/json
  if [ "$status" = 200 ] && [ "$(field continue)" = 0 ]; then cancelled=1; fi
}

# Sends what was said since the last time, in pieces that the station takes.
upload_log() {
  while :; do
    size=$(wc -c <"$work/log")
    if [ "$size" -le "$log_sent" ]; then return; fi
    tail -c +$((log_sent + 1)) "$work/log" | head -c 60000 >"$work/log-piece"
    request 5 POST "/api/jobs/$job/log" "$work/log-piece" 'text/plain'
    if [ "$status" = 000 ] || [ "$status" -ge 400 ]; then return; fi
    log_sent=$((log_sent + $(wc -c <"$work/log-piece")))
  done
}

failure() { # code, message: prints a result
  printf '{"ok":false,"code":"%s","message":%s}' "$1" "$(json_string "$2")"
}

# Sends the result until the station has it, and sets $next.
send_result() {
  say "Job $job ended: $1"
  printf '%s' "$1" >"$work/result-body"
  next=stay attempts=0
  while [ "$attempts" -lt 12 ]; do
    upload_log
    request 15 POST "/api/jobs/$job/result" "$work/result-body" application/json
    case $status in
      200 | 204)
        next=$(field next)
        return
        ;;
      401) register ;;
      000 | 5* | 408 | 429)
        say "The result could not be sent ($(trouble)). Trying again."
        pause 3
        ;;
      *)
        say "The station did not take the result ($(trouble))."
        return
        ;;
    esac
    attempts=$((attempts + 1))
  done
  say "The station did not take the result; going on without."
}

# --- the block copier ----------------------------------------------------------------------------------------------

# Sorts the copier's lines, without starting a program for any of them: the last progress to $work/progress, the first
# of each phase to $work/phases, the result to $work/result.
sort_lines() {
  last_phase=
  while IFS= read -r line; do
    case $line in
      *'"event":"progress"'*)
        phase=${line#*\"phase\":\"}
        phase=${phase%%\"*}
        line="{${line#*\"event\":\"progress\",}"
        printf '%s\n' "$line" >"$work/progress"
        if [ "$phase" != "$last_phase" ]; then printf '%s\n' "$line" >>"$work/phases"; fi
        last_phase=$phase
        ;;
      *'"event":"log"'*)
        line=${line#*\"message\":\"}
        say "${line%\"\}}"
        ;;
      *'"event":"result"'*) printf '%s\n' "{${line#*\"event\":\"result\",}" >"$work/result" ;;
    esac
  done
  : >"$work/ended"
}

# Sends each new phase, otherwise the last progress, even if nothing moved: the answer tells whether a person cancelled.
forward_progress() {
  phases_known=$(wc -l <"$work/phases")
  if [ "$phases_known" -gt "$phases_sent" ]; then
    tail -n +$((phases_sent + 1)) "$work/phases" | head -n $((phases_known - phases_sent)) >"$work/phases-now"
    while IFS= read -r line; do post_progress "$line"; done <"$work/phases-now"
    phases_sent=$phases_known
    return
  fi
  line=$(content "$work/progress")
  case $line in *\}) post_progress "$line" ;; esac
}

# run_copier ARGUMENTS: sets $result to the JSON of the result.
run_copier() {
  rm -f "$work/lines" "$work/ended" "$work/result" "$work/progress"
  : >"$work/phases"
  phases_sent=0 told_to_stop=0
  mkfifo "$work/lines"
  set -- "$@" --target "$target" --target-size "$target_size" --patience "${BOOTBENCH_PATIENCE:-60}"
  sed 's/^Authorization: Bearer //' "$work/authorization" >"$work/token"
  "$copier" "$@" --token-file "$work/token" >"$work/lines" 2>"$work/copier-errors" &
  copier_pid=$!
  sort_lines <"$work/lines" &
  sorter_pid=$!
  while [ ! -e "$work/ended" ]; do
    forward_progress
    upload_log
    if [ "$cancelled" = 1 ] && [ "$told_to_stop" = 0 ]; then
      say "Cancelled at the station; stopping."
      kill "$copier_pid" 2>/dev/null
      told_to_stop=1
    fi
    sleep 0.5 2>/dev/null || sleep 1
  done
  wait "$sorter_pid"
  wait "$copier_pid"
  copier_status=$?
  copier_pid=
  forward_progress
  result=$(content "$work/result")
  if [ -z "$result" ]; then
    result=$(failure internal "The block copier ended without a result (exit status $copier_status). $(head -n 3 "$work/copier-errors")")
  fi
}

deploy_with_copier() {
  set -- deploy --manifest "$(absolute "$(action_field manifest_url)")" --signature "$(absolute "$(action_field signature_url)")" \
    --index "$(absolute "$(action_field index_url)")" --frames "$(absolute "$(action_field frames_url)")"
  if [ -s "$public_key" ]; then set -- "$@" --public-key "$public_key"; fi
  if [ "$(action_field resume)" = 1 ]; then set -- "$@" --resume; fi
  run_copier "$@"
}

backup_with_copier() {
  run_copier backup --chunks "$(absolute "$(action_field chunks_url)")" --complete "$server/api/jobs/$job/complete" \
    --state "$server/api/jobs/$job/state"
}

# --- the plain way, without the copier -----------------------------------------------------------------------------

plain_curl() {
  curl --silent --show-error --fail --noproxy '*' --connect-timeout 10 --speed-limit 1 --speed-time 60 \
    --header "@$work/authorization" "$@" 2>>"$work/plain-errors"
}

plain_progress() { # phase, bytes done, bytes in all
  post_progress "{\"phase\":\"$1\",\"bytesDone\":${2:-0},\"bytesTotal\":$3,\"bytesPerSecond\":0}"
}

# plain_wait PHASE TOTAL FILE: tells the station every second how much went through, until FILE appears.
plain_wait() {
  while [ ! -e "$3" ]; do
    plain_progress "$1" "$(sed -n 's/^pos:[[:space:]]*//p' "$proc/$pipe_pid/fdinfo/$pipe_end" 2>/dev/null)" "$2"
    if [ "$cancelled" = 1 ]; then kill "$pipe_pid" 2>/dev/null; fi
    sleep 1
  done
}

plain_failure() { # what was going on
  if [ "$cancelled" = 1 ]; then
    failure cancelled 'The run was cancelled.'
  else
    failure "$1" "$2 $(head -n 3 "$work/plain-errors" | tr '\n' ' ')"
  fi
}

# curl | dd, hashed on the way and read back afterwards: nothing else knows what the bytes should be.
deploy_plainly() {
  url=$(absolute "$(action_field url)")
  say "There is no bootbench-copier here: writing the raw image with curl and dd. A break is not resumed, the signature is not checked, and the partition table is not written last."
  raw_size=$(plain_curl --head "$url" | tr -d '\r' | sed -n 's/^[Cc]ontent-[Ll]ength: *//p' | tail -n 1)
  if [ -z "$raw_size" ]; then
    result=$(plain_failure station-refused "The station did not tell the size of the image.")
    return
  fi
  if [ "$raw_size" -gt "$target_size" ]; then
    result=$(failure storage-too-small "The image needs $raw_size bytes, but $target has only $target_size. Nothing was changed.")
    return
  fi
  rm -f "$work/received" "$work/hashed" "$work/to-hash" "$work/to-disk" "$work/written"
  mkfifo "$work/to-hash" "$work/to-disk"
  sha256sum <"$work/to-hash" >"$work/hashed" &
  hash_pid=$!
  dd of="$target" bs=1048576 conv=fsync,notrunc <"$work/to-disk" 2>>"$work/plain-errors" &
  pipe_pid=$! pipe_end=1
  {
    { plain_curl "$url" && echo all >"$work/received"; } | tee "$work/to-hash" >"$work/to-disk"
    : >"$work/written"
  } &
  plain_wait writing "$raw_size" "$work/written"
  wait "$pipe_pid"
  dd_status=$?
  wait "$hash_pid"
  if [ "$cancelled" = 1 ] || [ "$dd_status" != 0 ]; then
    result=$(plain_failure storage-write-failed "Writing $target failed.")
    return
  fi
  if [ ! -e "$work/received" ]; then
    result=$(plain_failure station-unreachable "The image broke off before its end.")
    return
  fi
  verify_plainly
}

verify_plainly() {
  plain_progress verifying 0 "$raw_size"
  { echo 3 >/proc/sys/vm/drop_caches; } 2>/dev/null || say "The caches could not be dropped; the read-back may come from memory."
  head -c "$raw_size" "$target" | sha256sum >"$work/read-back"
  if cmp -s "$work/hashed" "$work/read-back"; then
    result="{\"ok\":true,\"verifiedBytes\":$raw_size}"
  else
    result=$(failure verify-mismatch "$target gives back other bytes than were written. The storage is probably worn out; use another one.")
  fi
}

backup_plainly() {
  say "There is no bootbench-copier here: sending the whole storage with dd and curl. A break is not resumed."
  rm -f "$work/sent" "$work/read" "$work/from-disk"
  mkfifo "$work/from-disk"
  dd if="$target" bs=1048576 >"$work/from-disk" 2>>"$work/plain-errors" &
  pipe_pid=$! pipe_end=0
  {
    plain_curl --request POST --header 'Content-Type: application/octet-stream' --header 'Expect:' --upload-file - \
      --output /dev/null "$(absolute "$(action_field upload_url)")" <"$work/from-disk" && echo all >"$work/sent"
    : >"$work/read"
  } &
  plain_wait uploading "$target_size" "$work/read"
  wait "$pipe_pid"
  dd_status=$?
  if [ "$cancelled" != 1 ] && [ "$dd_status" = 0 ] && [ -e "$work/sent" ]; then
    result="{\"ok\":true,\"verifiedBytes\":$target_size}"
  elif [ -e "$work/sent" ]; then
    result=$(plain_failure storage-read-failed "Reading $target failed.")
  else
    result=$(plain_failure station-unreachable "The station did not take the storage to its end.")
  fi
}

# --- what the station asks for -------------------------------------------------------------------------------------

# The value of a line `key=value` in the answer that held the action.
action_field() {
  sed -n "s/^$1=//p" "$work/action" | tr -d '\r' | head -n 1
}

# Prints why this target is not the one that was meant, or nothing.
target_objection() {
  wanted_identity=$(action_field target_cid)
  found_identity=$(identity_of_target "$target")
  if [ ! -e "$target" ]; then
    failure storage-missing "There is no storage $target on this board."
  elif [ -n "$wanted_identity" ] && [ "$wanted_identity" != "$found_identity" ]; then
    failure storage-changed "$target is now the storage ${found_identity:-without identity}, but the job was made for $wanted_identity. Nothing was changed."
  fi
}

do_job() { # deploy or backup
  job=$(action_field job) target=$(action_field target) target_size=$(action_field target_size)
  cancelled=0 log_sent=0
  case $job in
    '' | *[!A-Za-z0-9_-]*)
      say "The station asks for a job with a name that cannot be right; not doing it."
      pause 5
      return
      ;;
  esac
  case $target_size in '' | *[!0-9]*) target_size=0 ;; esac
  : >"$work/log"
  : >"$work/plain-errors"
  say "Job $job: $1, $target."
  result=$(target_objection)
  if [ -n "$result" ]; then :
  elif [ -n "$copier" ]; then "$1_with_copier"
  else "$1_plainly"
  fi
  case $result in
    *'"status":401'*)
      # The station does not know this session any more. After registering again it hands the job out again.
      say "The station has forgotten this session; registering again."
      register
      return
      ;;
  esac
  send_result "$(printf '%s' "$result" | sed 's/,"status":[0-9]*//')"
  case $result in
    *'"code":"storage-unplugged"'*)
      # A drive of the station's own computer. This agent has nothing to work on any more; the station starts one anew
      # when the drive is there again.
      exit 0
      ;;
  esac
  finish "$next"
}

finish() { # reboot, poweroff or stay
  case $1 in
    reboot | poweroff)
      say "Now: $1."
      sync
      if [ "$1" = reboot ]; then command=${BOOTBENCH_REBOOT_COMMAND:-reboot}; else command=${BOOTBENCH_POWEROFF_COMMAND:-poweroff}; fi
      if sh -c "$command"; then exit 0; fi
      say "'$command' failed. Switch the board off and on by hand."
      pause 10
      ;;
    *) say "Staying here, waiting for something to do." ;;
  esac
}

# Blinks every LED that the board lets us blink, for five seconds.
identify() {
  say "This board was asked to show itself."
  printf '\a'
  for path in "$sysfs"/class/leds/*; do
    case ${path##*/} in *mmc* | *eth* | *phy* | *input*) continue ;; esac
    if [ -w "$path/trigger" ]; then
      sed -n 's/.*\[\(.*\)\].*/\1/p' "$path/trigger" >"$work/led-${path##*/}"
      { echo timer >"$path/trigger" && echo 100 >"$path/delay_on" && echo 100 >"$path/delay_off"; } 2>/dev/null
    fi
  done
  sleep 5
  for saved in "$work"/led-*; do
    if [ ! -e "$saved" ]; then continue; fi
    { cat "$saved" >"$sysfs/class/leds/${saved##*/led-}/trigger"; } 2>/dev/null
    rm -f "$saved"
  done
}

# One poll and what follows from it. It takes a second at least, whatever the station answers.
poll() {
  started=$(date +%s)
  request 40 GET "/api/device-action-poll?mac=$mac"
  if [ "$status" = 401 ]; then
    say "The station does not know this session; registering again."
    pause 1
    register
    return
  fi
  if [ "$status" != 200 ] && [ "$status" != 204 ]; then
    if [ "$trouble_said" != "$status" ]; then say "The station cannot be asked ($(trouble)). Trying again."; fi
    trouble_said=$status
    pause "$trouble_delay"
    if [ "$trouble_delay" -lt 16 ]; then trouble_delay=$((trouble_delay * 2)); fi
    return
  fi
  if [ -n "$trouble_said" ]; then say "The station answers again."; fi
  trouble_said='' trouble_delay=1
  cp "$work/answer" "$work/action"
  case $(action_field action) in
    deploy) do_job deploy ;;
    backup) do_job backup ;;
    reboot) finish reboot ;;
    poweroff) finish poweroff ;;
    identify) identify ;;
    *) if [ $(($(date +%s) - started)) -lt "$poll_seconds" ]; then pause "$poll_seconds"; fi ;;
  esac
}

# --- start ---------------------------------------------------------------------------------------------------------

server=${PROVISIONING_SERVER:-$(cmdline_value bootbench.server)}
server=${server%/}
boot_token=$(cmdline_value bootbench.boot)
case $server in
  http://* | https://*) ;;
  *)
    say "No station is known. Set PROVISIONING_SERVER=http://<address of the station>:5000 and start again."
    exit 2
    ;;
esac
if ! command -v curl >/dev/null 2>&1; then
  say "The program curl is needed and is not here. Install it and start again."
  exit 2
fi
copier=${BOOTBENCH_COPIER:-$(command -v bootbench-copier)}
if [ "$copier" = none ]; then copier=; fi

say "Looking for the station at $server."
register
trouble_said='' trouble_delay=1
while :; do poll; done
