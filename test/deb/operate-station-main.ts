// Does with an installed station what a person does in its user interface: chooses the network port and starts serving. Prints JSON.
import { withStation } from '../../headless/station-client.ts'

const [url = '', interfaceName = ''] = process.argv.slice(2)
const told = await withStation(url, async (client) => {
  await client.settings.change({ interfaceName })
  const serving = await client.serving.start()
  return { serving, checkups: await client.doctor.examine() }
})
process.stdout.write(JSON.stringify(told))
