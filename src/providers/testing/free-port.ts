// Ports of 127.0.0.1 for servers whose address must be known before they listen.
import { createServer } from "node:net";

/**
 * Below all that systems give to whoever connects or listens to any port (Linux: from 32768, gVisor: from 16000), and
 * above those that browsers refuse.
 */
const FIRST = 11_000;
/** Of each worker of vitest, so that none takes what another has found free and doesn't listen to yet. */
const BLOCK = 600;
const BLOCKS = 8;

const start = FIRST + ((Number(process.env.VITEST_POOL_ID ?? 1) - 1) % BLOCKS) * BLOCK;
let next = Math.floor(Math.random() * BLOCK);

/** Never the same twice in a row of several hundred. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < BLOCK; tries++) {
    const port = start + next;
    next = (next + 1) % BLOCK;
    if (await isFree(port)) return port;
  }
  throw new Error("no free port");
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    });
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
