import { describe, expect, test } from "vitest";
import { SyncError, type SyncErrorCode, type SyncErrorRetry } from "../base/sync-error.ts";
import { Backoff } from "./retry.ts";

function failed(code: SyncErrorCode, retryAfterMs?: number, retry: SyncErrorRetry = "later"): SyncError {
  return new SyncError(code, {
    scope: "mailbox",
    retry,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** The waits after `count` failures in a row, each at once after it began. */
function waits(error: SyncError | null, count: number, fraction = 0): readonly number[] {
  const backoff = new Backoff();
  return Array.from({ length: count }, () => backoff.after({ error, aliveMs: 0, fraction }));
}

describe("how long a mailbox waits after a failure", () => {
  test("doubles up to less than a minute, half of it by chance", () => {
    expect(waits(failed("disconnected"), 9, 0)).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 16_000, 25_000, 25_000, 25_000,
    ]);
    expect(waits(failed("disconnected"), 5_000, 0.999_999).at(-1)).toBeCloseTo(50_000, -1);
    expect(waits(null, 2)).toEqual([500, 1_000]);
  });

  test("starts anew once it had stayed alive for five minutes", () => {
    const backoff = new Backoff();
    const wait = (aliveMs: number) => backoff.after({ error: failed("disconnected"), aliveMs, fraction: 0 });
    expect([wait(0), wait(0), wait(299_999), wait(300_000), wait(0)]).toEqual([
      500, 1_000, 2_000, 500, 1_000,
    ]);
  });

  test("is what the server asked for, an hour at most, and never less", () => {
    expect(waits(failed("throttled", 29_959), 2)).toEqual([29_959, 29_959]);
    expect(waits(failed("throttled"), 1)).toEqual([50_000]);
    for (const code of ["throttled", "serverBusy"] as const) {
      expect(waits(failed(code, 30_000), 1)).toEqual([30_000]);
      for (const much of [10 ** 12, Number.POSITIVE_INFINITY]) {
        expect(waits(failed(code, much), 1)).toEqual([3_600_000]);
      }
    }
  });

  test("is less than a minute when only a person can mend it, however often it failed", () => {
    for (const retry of ["askUser", "never"] as const) {
      expect(waits(failed("authenticationFailed", undefined, retry), 20, 0).at(-1)).toBe(33_750);
      expect(waits(failed("authenticationFailed", undefined, retry), 20, 1).at(-1)).toBe(56_250);
    }
  });

  test("is short when the token ran out, but not when that happens again and again", () => {
    const expired = failed("sessionExpired", undefined, "now");
    expect(waits(expired, 1, 0.5)).toEqual([500]);
    expect(waits(expired, 9, 0).at(-1)).toBe(25_000);
    const backoff = new Backoff();
    const hourly = () => backoff.after({ error: expired, aliveMs: 3_600_000, fraction: 0.5 });
    expect([hourly(), hourly(), hourly()]).toEqual([500, 500, 500]);
  });

  test("begins anew for a mailbox that has lived well since", () => {
    const cut = failed("disconnected", undefined, "now");
    const backoff = new Backoff();
    const wait = () => backoff.after({ error: cut, aliveMs: 0, fraction: 0 });
    expect([wait(), wait(), wait()]).toEqual([500, 1_000, 2_000]);
    backoff.lived(60_000);
    expect(wait()).toBe(4_000);
    backoff.lived(3_600_000);
    expect(wait()).toBe(500);
  });
});
