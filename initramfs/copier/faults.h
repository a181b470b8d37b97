/*
 * Faults that a simulated board can have, told by the environment variable BOOTBENCH_FAULTS, for example
 * "bad-block=1048576,power-cut-after=5000000,slow=2000000". Only in the simulator's build (-DBOOTBENCH_SIMULATOR);
 * in the program for real boards these functions are empty.
 *
 *   bad-block=OFFSET         reading or writing the sector at this offset fails
 *   weak-block=OFFSET        writing the byte at this offset stores another value without telling
 *   power-cut-after=BYTES    after that many bytes written to the storage the program kills itself, mid-write
 *   slow=BYTES_PER_SECOND    the storage reads and writes no faster than that
 */
#ifndef BOOTBENCH_FAULTS_H
#define BOOTBENCH_FAULTS_H

#include <stddef.h>
#include <stdint.h>

#ifdef BOOTBENCH_SIMULATOR

/* Reads the environment. False if a word is unknown. */
int faults_read(void);
/* The errno that this access must fail with, or 0. */
int faults_access(uint64_t offset, size_t length);
/* How many bytes of this write may still reach the storage before the power goes. */
size_t faults_bytes_before_power_cut(size_t length);
/* The power goes. */
void faults_cut_power(void) __attribute__((noreturn));
/* Damages the bytes about to be written, if the weak block is among them. */
void faults_weaken(uint64_t offset, uint8_t *bytes, size_t length);

#else

static inline int faults_read(void) { return 1; }
static inline int faults_access(uint64_t offset, size_t length) { (void)offset, (void)length; return 0; }
static inline size_t faults_bytes_before_power_cut(size_t length) { return length; }
static inline void faults_cut_power(void) {}
static inline void faults_weaken(uint64_t offset, uint8_t *bytes, size_t length) { (void)offset, (void)bytes, (void)length; }

#endif
#endif
