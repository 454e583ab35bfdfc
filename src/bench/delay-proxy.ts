// A TCP proxy that holds every chunk for half a round trip in each direction, in order.
import { connect, createServer, type Socket } from "node:net";

export interface DelayProxy {
  readonly port: number;
  /** Bytes that went through, both ways. */
  readonly traffic: () => number;
  close(): Promise<void>;
}

export async function startDelayProxy(
  targetPort: number,
  roundTripMs: number,
  port = 0,
): Promise<DelayProxy> {
  let traffic = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(targetPort, "127.0.0.1");
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    }
    relay(near, far);
    relay(far, near);
  });
  const relay = (from: Socket, to: Socket): void => {
    from.on("data", (chunk) => {
      traffic += chunk.length;
      setTimeout(() => to.destroyed || to.write(chunk), roundTripMs / 2);
    });
    from.on("close", () => setTimeout(() => to.end(), roundTripMs / 2));
  };
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    port: address.port,
    traffic: () => traffic,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
