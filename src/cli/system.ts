// The real clock, randomness, hashes and token commands.
import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import type { Clock } from "../base/clock.ts";
import type { Random } from "../base/random.ts";
import { SyncError } from "../base/sync-error.ts";
import type { Secrets } from "../engine/ports/secrets.ts";

const COMMAND_MS_MAX = 30_000;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    if (signal?.aborted) return;
    await wait(ms, undefined, { ...(signal === undefined ? {} : { signal }), ref: true }).catch(
      () => undefined,
    );
  },
};

export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
};

export const systemSecrets: Secrets = {
  token: () => randomBytes(32).toString("base64url"),
  sha256: (data) => createHash("sha256").update(data).digest(),
};

/** Runs what `--token-command` names in a shell; the first line it prints is the token. */
export async function runTokenCommand(command: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("/bin/sh", ["-c", command], { timeout: COMMAND_MS_MAX });
    const line = stdout.split("\n", 1)[0]?.trim() ?? "";
    if (line !== "") return line;
  } catch (error) {
    throw new SyncError("tokenServerDown", {
      scope: "mailbox",
      retry: "later",
      said: "the token command failed",
      cause: error,
    });
  }
  throw new SyncError("tokenServerDown", {
    scope: "mailbox",
    retry: "later",
    said: "the token command printed nothing",
  });
}
