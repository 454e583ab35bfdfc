// A child process that runs one of the scripts of this folder and says what it does in lines on standard output.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export interface Child {
  readonly pid: number;
  /** Everything it said so far. */
  readonly lines: readonly string[];
  /** Resolves with the first line (or a later one, by its count) that begins so, said already or not yet; rejects
   *  when the child ends before. */
  line(beginning: string, count?: number): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it has ended: its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

/** Killed at the end of the test, if it still runs. `before`: a command that runs node. */
export function runChild(
  script: string,
  args: readonly string[],
  before: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Child {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const [command = process.execPath, ...rest] = [...before, process.execPath, file, ...args];
  const child = spawn(command, rest, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of waiting) look();
  };
  let over = false;
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => {
    lines.push(line);
    wake();
  });
  createInterface({ input: child.stderr }).on("line", (line) => lines.push(`! ${line}`));
  const ended = Promise.all([once(child, "exit"), once(reader, "close")]).then(([[code, signal]]) => {
    over = true;
    wake();
    return (code ?? signal) as number | string;
  });
  const result: Child = {
    pid: child.pid ?? 0,
    lines,
    ended,
    kill: (signal) => child.kill(signal),
    line: (beginning, count = 1) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = lines.filter((each) => each.startsWith(beginning))[count - 1];
          if (line === undefined && !over) return;
          waiting.delete(look);
          if (line === undefined)
            reject(new Error(`the child ended without "${beginning}":\n${lines.join("\n")}`));
          else resolve(line);
        };
        waiting.add(look);
        look();
      }),
  };
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return result;
}
