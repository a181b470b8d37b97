/** systemd passes open sockets from this descriptor on: sd_listen_fds(3). */
const firstDescriptor = 3

/**
 * The descriptor of the listening socket that systemd opened for this process (`bootbench.socket`), or null when it was started
 * by hand. Throws when systemd passes more than one: the unit file is not ours then.
 */
export function inheritedSocket(
  environment: Readonly<Record<string, string | undefined>>,
  processId: number,
): number | null {
  const { LISTEN_FDS, LISTEN_PID } = environment
  if (LISTEN_FDS === undefined || LISTEN_PID !== String(processId)) return null
  if (LISTEN_FDS !== '1') {
    throw new Error(
      `systemd passes ${LISTEN_FDS} sockets, but the station takes exactly one, for its user interface. Remove the other ListenStream lines of the socket unit.`,
    )
  }
  return firstDescriptor
}
