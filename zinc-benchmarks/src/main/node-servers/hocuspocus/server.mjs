// Hocuspocus as it comes, without extensions: PORT says where it listens.
import { Server } from '@hocuspocus/server'

const server = new Server({ port: Number(process.env.PORT), address: '127.0.0.1', quiet: true })
await server.listen()
console.log(`running on port ${server.address.port}`)
