/* bootbench-copier: the data path of the agent. docs/agent-protocol.md, "The block copier". */
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backup.h"
#include "deploy.h"
#include "faults.h"
#include "http.h"
#include "outcome.h"
#include "report.h"

static const char usage[] =
    "bootbench-copier deploy --manifest URL --signature URL --index URL --frames URL --target PATH\n"
    "                        [--public-key FILE] [--token-file FILE] [--resume] [--threads N]\n"
    "                        [--target-size BYTES] [--patience SECONDS]\n"
    "bootbench-copier backup --chunks URL --complete URL --target PATH [--state URL] [--token-file FILE]\n"
    "                        [--threads N] [--target-size BYTES] [--patience SECONDS]\n"
    "Both take --target-descriptor N: the target is open already as N, and with O_DIRECT as N+1; --target is for words then.\n"
    "Prints JSON lines; the last one is the result. Exits 0 if it is good, otherwise 1.\n";

struct options {
  struct deploy_options deploy;
  struct backup_options backup;
  struct http_settings http;
};

enum option_name { MANIFEST = 1, SIGNATURE, INDEX, FRAMES, CHUNKS, COMPLETE, STATE, TARGET, PUBLIC_KEY, TOKEN_FILE, RESUME, THREADS, TARGET_SIZE, TARGET_DESCRIPTOR, PATIENCE };

static const struct option long_options[] = {
    {"manifest", required_argument, NULL, MANIFEST},     {"signature", required_argument, NULL, SIGNATURE},
    {"index", required_argument, NULL, INDEX},           {"frames", required_argument, NULL, FRAMES},
    {"chunks", required_argument, NULL, CHUNKS},         {"complete", required_argument, NULL, COMPLETE},
    {"state", required_argument, NULL, STATE},           {"target", required_argument, NULL, TARGET},
    {"public-key", required_argument, NULL, PUBLIC_KEY}, {"token-file", required_argument, NULL, TOKEN_FILE},
    {"resume", no_argument, NULL, RESUME},               {"threads", required_argument, NULL, THREADS},
    {"target-size", required_argument, NULL, TARGET_SIZE}, {"patience", required_argument, NULL, PATIENCE},
    {"target-descriptor", required_argument, NULL, TARGET_DESCRIPTOR},
    {NULL, 0, NULL, 0},
};

/* At least two, so that one can wait for the network while the other writes. */
static int default_threads(void) {
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  return cores < 2 ? 2 : cores > 8 ? 8 : (int)cores;
}

static bool read_number(const char *text, uint64_t most, uint64_t *value) {
  char *end = NULL;
  *value = strtoull(text, &end, 10);
  return *text >= '0' && *text <= '9' && *end == '\0' && *value <= most;
}

static bool take_option(struct options *options, int name, const char *value) {
  uint64_t number = 0;
  switch (name) {
    case MANIFEST: options->deploy.manifest_url = value; return true;
    case SIGNATURE: options->deploy.signature_url = value; return true;
    case INDEX: options->deploy.index_url = value; return true;
    case FRAMES: options->deploy.frames_url = value; return true;
    case CHUNKS: options->backup.chunks_url = value; return true;
    case COMPLETE: options->backup.complete_url = value; return true;
    case STATE: options->backup.state_url = value; return true;
    case TARGET: options->deploy.target = options->backup.target = value; return true;
    case PUBLIC_KEY: options->deploy.public_key_file = value; return true;
    case TOKEN_FILE: options->http.token_file = value; return true;
    case RESUME: options->deploy.resume = true; return true;
    case THREADS:
      if (!read_number(value, 64, &number) || number == 0) return false;
      options->deploy.threads = options->backup.threads = (int)number;
      return true;
    case TARGET_SIZE:
      if (!read_number(value, INT64_MAX, &number)) return false;
      options->deploy.target_size = options->backup.target_size = number;
      return true;
    case TARGET_DESCRIPTOR:
      if (!read_number(value, 1023, &number) || number < 3) return false;
      options->deploy.target_descriptor = options->backup.target_descriptor = (int)number;
      return true;
    case PATIENCE:
      if (!read_number(value, 86400, &number)) return false;
      options->http.patience_seconds = (int)number;
      return true;
    default: return false;
  }
}

static bool read_options(int count, char **words, struct options *options) {
  int name;
  while ((name = getopt_long(count, words, "", long_options, NULL)) != -1)
    if (!take_option(options, name, optarg)) return false;
  if (optind != count - 1) return false;
  if (strcmp(words[optind], "deploy") == 0) {
    const struct deploy_options *deploy_options = &options->deploy;
    return deploy_options->manifest_url && deploy_options->signature_url && deploy_options->index_url &&
           deploy_options->frames_url && deploy_options->target;
  }
  if (strcmp(words[optind], "backup") != 0) return false;
  return options->backup.chunks_url && options->backup.complete_url && options->backup.target;
}

static void on_signal(int number) {
  (void)number;
  request_stop();
}

static void catch_signals(void) {
  struct sigaction stop = {.sa_handler = on_signal};
  sigaction(SIGTERM, &stop, NULL);
  sigaction(SIGINT, &stop, NULL);
  signal(SIGPIPE, SIG_IGN);
}

int main(int count, char **words) {
  struct options options = {0};
  uint64_t verified_bytes = 0;
  catch_signals();
  options.deploy.threads = options.backup.threads = default_threads();
  if (!read_options(count, words, &options) || !faults_read()) {
    fputs(usage, stderr);
    fail(INTERNAL, "The block copier was called wrongly; its usage is on the standard error.");
  } else if (http_start(&options.http)) {
    if (strcmp(words[optind], "deploy") == 0) deploy(&options.deploy, &verified_bytes);
    else backup(&options.backup, &verified_bytes);
  }
  http_stop();
  return report_result(verified_bytes);
}
