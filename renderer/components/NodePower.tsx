/** The power button of the node on this USB port; nothing where no power port feeds it. */
export function NodePower(_props: { readonly usbPath: string }) {
  return null
}
