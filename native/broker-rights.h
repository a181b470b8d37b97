/* Capabilities: which there are, and letting go of those no longer needed. */
#ifndef BOOTBENCH_BROKER_RIGHTS_H
#define BOOTBENCH_BROKER_RIGHTS_H

/* The command that gives a broker all that its verbs need, for refusals. */
#define GIVE_RIGHTS "setcap cap_net_bind_service,cap_net_raw,cap_net_admin,cap_dac_override+ep bootbench-broker"

enum { NO_CAPABILITY = -1 };

/* From here on this process does not have this capability. */
void give_up(int capability);
/* From here on this process has at most this one capability or none. */
void keep_only(int capability);
/*
 * In a child, before exec: the program gets this capability if this process has it, nothing else, and can
 * gain nothing, also when it runs as root. 0, or -1 and errno.
 */
int pass_only(int capability);
/* From here on neither this process nor a program that it becomes has a capability or can gain one. */
void keep_nothing_for_good(void);
/* The verb `check`: one line of JSON on stdout. */
void print_rights(void);

#endif
