import { config } from 'zod'

// zod tries whether it may compile its schemas with `new Function`. Our content security policy forbids that, and the
// browser would report an error at each start. This must run before the contract's schemas are made.
config({ jitless: true })
