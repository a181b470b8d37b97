import { create } from 'zustand'
import type { Attachments } from '../../contract/attachments.ts'

const nothing: Attachments = {
  usbBoards: [],
  usbBoot: { automatic: null, imported: [] },
  usbFetch: null,
  drives: [],
  nodes: [],
  powerPorts: [],
  consoles: [],
  notices: [],
}

/** What hangs on the station's computer itself, as the station told last; empty until then. */
export const useAttachments = create<Attachments>(() => nothing)

/** Takes in all of it. What has not changed stays identical, so that only what shows a changed list is drawn anew. */
export function putAttachments(next: Attachments): void {
  const before = useAttachments.getState()
  useAttachments.setState({
    usbBoards: kept(before.usbBoards, next.usbBoards),
    usbBoot: kept(before.usbBoot, next.usbBoot),
    usbFetch: kept(before.usbFetch, next.usbFetch),
    drives: kept(before.drives, next.drives),
    nodes: kept(before.nodes, next.nodes),
    powerPorts: kept(before.powerPorts, next.powerPorts),
    consoles: keptEach(before.consoles, next.consoles),
    notices: kept(before.notices, next.notices),
  })
}

/** Of forty consoles one changes at a time: the others stay identical, and are not drawn anew. */
function keptEach<Value extends { readonly id: string }>(before: Value[], next: Value[]): Value[] {
  const known = new Map(before.map((value) => [value.id, value]))
  const values = next.map((value) => {
    const same = known.get(value.id)
    return same === undefined ? value : kept(same, value)
  })
  const isSame =
    values.length === before.length && values.every((value, index) => value === before[index])
  return isSame ? before : values
}

function kept<Value>(before: Value, next: Value): Value {
  return JSON.stringify(before) === JSON.stringify(next) ? before : next
}
