#define _GNU_SOURCE
#include "broker-drive.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "broker-refusal.h"
#include "broker-rights.h"

/* The copier is told of the first; it finds the second behind it. */
enum { DRIVE_DESCRIPTOR = 3, DIRECT_DESCRIPTOR = 4, FIRST_FREE_DESCRIPTOR = 5, MOST_DESCRIPTORS = 1024 };

/* ---- saying no ---- */

/* As the copier would say it (docs/agent-protocol.md, "result"): the text is printable ASCII, so quotes are all there is to escape. */
static void print_result(const char *code, const char *text) {
  printf("{\"event\":\"result\",\"ok\":false,\"code\":\"%s\",\"message\":\"", code);
  for (; *text != '\0'; text++) {
    if (*text == '"' || *text == '\\') putchar('\\');
    putchar(*text < ' ' || *text > '~' ? '?' : *text);
  }
  printf("\"}\n");
}

__attribute__((format(printf, 3, 4))) static _Noreturn void refuse_drive(int exit_code, const char *code, const char *format, ...) {
  char text[400];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  print_result(code, text);
  refuse(exit_code, "%s", text);
}

static _Noreturn void refuse_opening(const char *path, bool is_written) {
  switch (errno) {
    case ENOENT:
    case ENXIO:
    case ENODEV:
    case ENOMEDIUM:
      refuse_drive(REFUSED_DRIVE, "storage-unplugged", "%s is not there any more; plug the drive in again", path);
    case EBUSY:
      refuse_drive(REFUSED_DRIVE, "storage-write-failed",
                   "%s is mounted or used by another program, so it is not touched; unmount it and try again", path);
    case EROFS:
      refuse_drive(REFUSED_DRIVE, "storage-write-failed", "%s is write-protected; look for a switch on the card or stick", path);
    case EACCES:
    case EPERM:
      refuse_drive(REFUSED_NOT_PERMITTED, is_written ? "storage-write-failed" : "storage-read-failed",
                   "%s may not be opened: the broker has no right to; give it once: %s", path, GIVE_RIGHTS);
    default:
      refuse_drive(REFUSED_BY_SYSTEM, is_written ? "storage-write-failed" : "storage-read-failed", "%s cannot be opened: %s; try again",
                   path, strerror(errno));
  }
}

static _Noreturn void refuse_changed(const char *path, const char *what) {
  refuse_drive(REFUSED_DRIVE, "storage-changed", "%s is not the drive that was meant: %s; nothing was changed; look at the drives again",
               path, what);
}

/* ---- what was opened ---- */

/* A line of a file of sysfs without its end; empty where there is none. */
static void read_line(const char *folder, const char *name, char *line, size_t line_size) {
  char path[PATH_MAX];
  line[0] = '\0';
  if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) return;
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  const ssize_t got = read(file, line, line_size - 1);
  close(file);
  line[got < 0 ? 0 : got] = '\0';
  /* As station/platform/linux-drives.ts: without blanks and line ends around it. */
  for (size_t length = strlen(line); length > 0 && strchr(" \t\r\n", line[length - 1]) != NULL; length--) line[length - 1] = '\0';
  const size_t blanks = strspn(line, " \t\r\n");
  memmove(line, line + blanks, strlen(line) - blanks + 1);
}

static bool has_file(const char *folder, const char *name) {
  char path[PATH_MAX];
  return snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path && access(path, F_OK) == 0;
}

/* The folder in /sys/devices of the device that `descriptor` is, not of a name: while it is open, the number stays its own. */
static bool find_place(int descriptor, char place[PATH_MAX]) {
  struct stat facts;
  char link[64];
  if (fstat(descriptor, &facts) != 0 || !S_ISBLK(facts.st_mode)) return false;
  snprintf(link, sizeof link, "/sys/dev/block/%u:%u", major(facts.st_rdev), minor(facts.st_rdev));
  return realpath(link, place) != NULL;
}

/* Cuts `place` down to the USB device that the disk hangs on (the folder with idVendor). False where it is not on USB. */
static bool climb_to_usb_device(char *place) {
  while (strstr(place, "/usb") != NULL) {
    if (has_file(place, "idVendor")) return true;
    *strrchr(place, '/') = '\0';
  }
  return false;
}

/* The serial number: a card's CID, or that of the USB device. Empty for what is neither: nothing else is handed out. */
static void find_serial(const char *place, char *serial, size_t serial_size) {
  char climbing[PATH_MAX];
  char type[16];
  serial[0] = '\0';
  read_line(place, "device/type", type, sizeof type);
  if (strcmp(type, "SD") == 0) read_line(place, "device/cid", serial, serial_size);
  strcpy(climbing, place);
  if (serial[0] == '\0' && climb_to_usb_device(climbing)) read_line(climbing, "serial", serial, serial_size);
}

/* The device is held exclusively by now: it is not mounted, no swap, no part of RAID, LVM or ZFS that is in use, and none can begin to be. */
static void check_drive(int descriptor, const char *path, const struct drive_request *request) {
  char place[PATH_MAX];
  char serial[256];
  uint64_t size = 0;
  int is_read_only = 0;
  if (!find_place(descriptor, place)) refuse_changed(path, "it is no disk, or was unplugged just now");
  if (has_file(place, "partition")) refuse_changed(path, "it is a part of a disk");
  find_serial(place, serial, sizeof serial);
  if (serial[0] == '\0') refuse_changed(path, "it is neither on USB nor an SD card, or has no serial number");
  if (strcmp(serial, request->serial) != 0) refuse_changed(path, "it has another serial number");
  if (ioctl(descriptor, BLKGETSIZE64, &size) != 0 || size != request->size) refuse_changed(path, "it has another size");
  if (request->is_written && (ioctl(descriptor, BLKROGET, &is_read_only) != 0 || is_read_only != 0)) {
    errno = EROFS;
    refuse_opening(path, true);
  }
}

/* ---- becoming the copier ---- */

static void put_at(int descriptor, int wanted) {
  if (dup2(descriptor, wanted) != wanted)
    refuse_drive(REFUSED_BY_SYSTEM, "internal", "the drive could not be handed over: %s; try again", strerror(errno));
}

/* The same device without the page cache. Where it has no such mode the copier does without. */
static void open_direct(const char *path, int flags, int descriptor) {
  struct stat exclusive;
  struct stat direct;
  const int found = open(path, flags | O_DIRECT);
  if (found < 0) return;
  if (fstat(descriptor, &exclusive) != 0 || fstat(found, &direct) != 0 || !S_ISBLK(direct.st_mode) ||
      direct.st_rdev != exclusive.st_rdev)
    refuse_changed(path, "it was exchanged at this moment");
  put_at(found, DIRECT_DESCRIPTOR);
}

/* Opened out of the way of 3 and 4, so that neither can be overwritten before it is copied there. */
static int open_high(const char *path, int flags) {
  const int found = open(path, flags);
  if (found < 0) return -1;
  const int high = fcntl(found, F_DUPFD_CLOEXEC, FIRST_FREE_DESCRIPTOR);
  const int error = errno;
  close(found);
  errno = error;
  return high;
}

/* The copier lies beside the broker or, in a checkout, in the folder next to the broker's: never where a caller says. */
static void find_copier(char path[PATH_MAX]) {
  char folder[PATH_MAX];
  const ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 64);
  if (length > 0) {
    folder[length] = '\0';
    *strrchr(folder, '/') = '\0';
    snprintf(path, PATH_MAX, "%.*s/bootbench-copier", PATH_MAX - 64, folder);
    if (access(path, X_OK) == 0) return;
    char *const last = strrchr(folder, '/');
    if (last != NULL) *last = '\0';
    snprintf(path, PATH_MAX, "%.*s/copier/bootbench-copier", PATH_MAX - 64, folder);
    if (access(path, X_OK) == 0) return;
  }
  refuse_drive(REFUSED_PROGRAM_MISSING, "internal", "the block copier is not installed beside the broker; install Bootbench again");
}

static _Noreturn void become_copier(const char *path, const struct drive_request *request) {
  char *arguments[MAX_COPIER_ARGUMENTS + 4];
  char *const environment[] = {NULL};
  int count = 0;
  arguments[count++] = (char[]){"bootbench-copier"};
  for (int i = 0; i < request->copier_argument_count; i++) arguments[count++] = request->copier_arguments[i];
  arguments[count++] = (char[]){"--target-descriptor"};
  arguments[count++] = (char[]){"3"};
  arguments[count] = NULL;
  execve(path, arguments, environment);
  refuse_drive(REFUSED_BY_SYSTEM, "internal", "the block copier could not be started: %s; install Bootbench again", strerror(errno));
}

_Noreturn void hand_drive_to_copier(const struct drive_request *request) {
  char copier[PATH_MAX];
  char path[32];
  const int flags = (request->is_written ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW;
  find_copier(copier);
  snprintf(path, sizeof path, "/dev/%s", request->name);
  /* What a caller left open is not for the copier, and its places are needed. */
  for (int left = DRIVE_DESCRIPTOR; left < MOST_DESCRIPTORS; left++) close(left);
  const int descriptor = open_high(path, flags | O_EXCL);
  if (descriptor < 0) refuse_opening(path, request->is_written);
  check_drive(descriptor, path, request);
  open_direct(path, flags, descriptor);
  put_at(descriptor, DRIVE_DESCRIPTOR);
  close(descriptor);
  keep_nothing_for_good();
  become_copier(copier, request);
}
