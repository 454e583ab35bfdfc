import { expect, test } from "vitest";
import type { ExpiringProvider } from "./ports/connections.ts";
import { tellExpiring, type WatchSecretsDeps } from "./watch-secrets.ts";

const DAY_MS = 24 * 3_600_000;
const END = Date.UTC(2027, 10, 24, 12);

/** One provider, as the store tells of it; two processes look at it. */
function bed() {
  const told: string[] = [];
  let now = 0;
  let last = Number.POSITIVE_INFINITY;
  const provider = { workspaceId: "contoso", id: "office", secretExpiresAt: END } as ExpiringProvider;
  const deps = {
    accounts: {
      audit: async ({ action, detail }: { action: string; detail: { days: number } }) =>
        void told.push(`${action} ${detail.days}`),
    },
    connections: {
      listExpiringProviders: async (before: number) => (END <= before ? [provider] : []),
      tellExpiry: async (_: ExpiringProvider, step: number) => {
        const isNew = step < last;
        last = Math.min(last, step);
        return isNew;
      },
    },
    hints: { publish: () => undefined },
    clock: { now: () => now },
    log: { warn: (event: string) => void told.push(event) },
  } as unknown as WatchSecretsDeps;
  return {
    told,
    async look(daysLeft: number) {
      now = END - daysLeft * DAY_MS;
      await tellExpiring(deps);
      await tellExpiring(deps);
      return told.splice(0);
    },
  };
}

test("each step is logged and audited once, whoever looks", async () => {
  const { look } = bed();
  expect(await look(31)).toEqual([]);
  expect(await look(29)).toEqual(["secret.expires", "provider.secretExpires 30"]);
  expect(await look(20)).toEqual([]);
  expect(await look(13)).toEqual(["secret.expires", "provider.secretExpires 14"]);
  expect(await look(2)).toEqual(["secret.expires", "provider.secretExpires 3"]);
  expect(await look(-1)).toEqual(["secret.expires", "provider.secretExpired 0"]);
  expect(await look(-40)).toEqual([]);
});

test("who looks late tells the step that counts, and not the ones before", async () => {
  expect(await bed().look(2)).toEqual(["secret.expires", "provider.secretExpires 3"]);
});
