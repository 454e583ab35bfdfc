// Between Twinbox and Postgres: cuts lines, or lets nothing through, as a frozen server or a dead line does.
import net from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { DatabasePlace } from "../database.ts";

export interface DatabaseProxy {
  readonly place: DatabasePlace;
  /** Swallows the answer to the next COMMIT and cuts the line. */
  cutAnswerToCommit(): void;
  /** Nothing is let through, in either direction, and nothing is refused. */
  freeze(): void;
  thaw(): void;
}

export interface DatabaseProxyOptions {
  /** Connections after these are cut at once. */
  readonly connectionsMax?: number;
}

/** Ends with the test. */
export async function startDatabaseProxy(
  place: DatabasePlace,
  { connectionsMax = Number.POSITIVE_INFINITY }: DatabaseProxyOptions = {},
): Promise<DatabaseProxy> {
  const target = targetOf(place);
  let cutting = false;
  let frozen = false;
  let connections = 0;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((near) => {
    if (++connections > connectionsMax) return near.destroy();
    const far = net.connect(target);
    for (const socket of [near, far]) {
      sockets.add(socket);
      if (frozen) socket.pause();
    }
    let cut = false;
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
    near.on("data", (data) => {
      if (cutting && data.includes("commit")) cut = true;
      far.write(data);
    });
    far.on("data", (data) => {
      if (!cut) return near.write(data);
      cutting = false;
      near.destroy();
    });
    near.on("close", () => far.end());
    far.on("close", () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  );
  const { port } = server.address() as net.AddressInfo;
  return {
    place: nearPlace(place, port),
    cutAnswerToCommit: () => {
      cutting = true;
    },
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
  };
}

function targetOf(place: DatabasePlace): net.NetConnectOpts {
  if ("connection" in place) {
    return { path: join(place.connection.host, `.s.PGSQL.${place.connection.port}`) };
  }
  const { hostname, port } = new URL(place.url);
  return { host: hostname, port: Number(port || 5432) };
}

function nearPlace(place: DatabasePlace, port: number): DatabasePlace {
  if ("connection" in place) return { connection: { ...place.connection, host: "127.0.0.1", port } };
  return { url: Object.assign(new URL(place.url), { hostname: "127.0.0.1", port: String(port) }).href };
}
