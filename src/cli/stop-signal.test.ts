import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";

/** Says when it listens, when it is asked to stop, and takes `stopTakesMs` to do so. */
function start(stopTakesMs: number): ChildProcess {
  const program = `
    import { stopSignal } from ${JSON.stringify(new URL("stop-signal.ts", import.meta.url).href)};
    const stop = stopSignal();
    setInterval(() => undefined, 1000);
    console.log("listens");
    await stop;
    console.log("stops");
    setTimeout(() => process.exit(0), ${stopTakesMs});`;
  return spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function endOf(child: ChildProcess, onStops: () => void): Promise<number | null> {
  const ended = once(child, "exit") as Promise<[number | null]>;
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    if (line === "listens") child.kill("SIGTERM");
    if (line === "stops") onStops();
  }
  return (await ended)[0];
}

test("a signal that arrives twice, passed on by what started the process, lets it stop in peace", async () => {
  const child = start(300);
  expect(await endOf(child, () => child.kill("SIGTERM"))).toBe(0);
});

test("who asks again after a second ends a process that hangs", async () => {
  const child = start(60_000);
  expect(await endOf(child, () => setTimeout(() => child.kill("SIGINT"), 1_200))).toBe(130);
});
