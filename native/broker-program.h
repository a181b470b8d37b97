/* Running nft(8), the one program that the broker starts. */
#ifndef BOOTBENCH_BROKER_PROGRAM_H
#define BOOTBENCH_BROKER_PROGRAM_H

#include <stddef.h>

/* After PROGRAM_TOO_SLOW it was killed, and may have done its work or not. */
enum program_end { PROGRAM_DONE, PROGRAM_MISSING, PROGRAM_FAILED, PROGRAM_TOO_SLOW };

/*
 * Runs nft by its absolute path, without a shell or an environment, with CAP_NET_ADMIN and nothing else,
 * and `commands` on its standard input. What it printed is in `said` (cut, always ended).
 */
enum program_end run_nft(const char *commands, char *said, size_t said_size);

#endif
