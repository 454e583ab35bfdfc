// A TCP proxy that cuts its connections in the middle of what they carry.
import { connect, createServer, type Socket } from "node:net";

export interface CuttingProxy {
  readonly port: number;
  /** How often it has cut. */
  readonly cuts: () => number;
  /** Each new connection is cut after as many bytes as this says, counted from both sides; null: not at all. */
  cutAfter: (() => number | null) | null;
  close(): Promise<void>;
}

export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  let cuts = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(targetPort, "127.0.0.1");
    let left = proxy.cutAfter?.() ?? Number.POSITIVE_INFINITY;
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    }
    const relay = (from: Socket, to: Socket): void => {
      from.on("data", (chunk) => {
        const part = chunk.subarray(0, left);
        left -= part.length;
        to.write(part, () => {
          // What was before the cut arrives; then both ends find out that there is nobody.
          if (left > 0 || near.destroyed) return;
          cuts++;
          near.destroy();
          far.destroy();
        });
      });
      from.on("close", () => to.end());
    };
    relay(near, far);
    relay(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const proxy: CuttingProxy = {
    port: address.port,
    cuts: () => cuts,
    cutAfter: null,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return proxy;
}
