import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

/** The port that AWS emulators listen on by custom. */
export const CUSTOMARY_PORT = 4566;

/**
 * A port of 127.0.0.1 that nobody listens on at this moment: the wanted one, else one that the system chooses.
 * Another process may still be faster, so be ready to ask again.
 */
export async function freePort(wanted: number): Promise<number> {
  return (await bindablePort(wanted)) ?? (await bindablePort(0)) ?? wanted;
}

/** The port itself (a chosen one for 0), or undefined when it is taken or not ours to use. */
async function bindablePort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen({ port, host: "127.0.0.1", exclusive: true });
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined;
  } finally {
    server.close();
  }
}
