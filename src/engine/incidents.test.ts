import { expect, test } from "vitest";
import type { Clock } from "../base/clock.ts";
import { SyncError, type SyncErrorCode } from "../base/sync-error.ts";
import { Incidents } from "./incidents.ts";
import type { OAuthClient, OAuthClientSettings } from "./ports/oauth.ts";

const SERVER = "mail imap.contoso.example:993";

function failure(code: SyncErrorCode, retryAfterMs?: number): SyncError {
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new SyncError(code, { scope: "provider", retry: "later", ...wait });
}

/** A server, and mailboxes that ask it. */
class Bed {
  time = 0;
  asked = 0;
  /** What it refuses with. */
  refusal: SyncError | null = null;
  readonly incidents = new Incidents({ monotonic: () => this.time } as Clock);

  ask(): Promise<string> {
    return this.incidents.ask(SERVER, async () => {
      this.asked++;
      if (this.refusal !== null) throw this.refusal;
      return "answer";
    });
  }

  /** Answers the code that was told, "" for an answer. */
  told(): Promise<string> {
    return this.ask().then(
      () => "",
      (error: SyncError) => error.code,
    );
  }

  async begin(refusal = failure("unreachable")): Promise<void> {
    this.refusal = refusal;
    await this.told();
    await this.told();
    this.asked = 0;
  }
}

test("of a thousand who want to sign in while a server is away one in ten seconds asks it", async () => {
  const bed = new Bed();
  await bed.begin();
  const told = await Promise.all(Array.from({ length: 1_000 }, () => bed.told()));
  expect(new Set(told)).toEqual(new Set(["unreachable"]));
  expect(bed.asked).toBe(0);
  bed.time += 10_000;
  expect(bed.incidents.mayTry(SERVER)).toBe(true);
  await Promise.all(Array.from({ length: 1_000 }, () => bed.told()));
  expect(bed.asked).toBe(1);
  expect(bed.incidents.mayTry(SERVER)).toBe(false);
});

test("when it answers it is over for all", async () => {
  const bed = new Bed();
  await bed.begin();
  bed.refusal = null;
  bed.time += 10_000;
  expect(await bed.ask()).toBe("answer");
  expect(bed.incidents.isOpen(SERVER)).toBe(false);
  expect(await bed.ask()).toBe("answer");
});

test.each(["authenticationFailed", "throttled", "grantRevoked"] as const)(
  "a server that refuses one mailbox (%s) is there",
  async (code) => {
    const bed = new Bed();
    await bed.begin();
    bed.refusal = failure(code);
    bed.time += 10_000;
    expect(await bed.told()).toBe(code);
    expect(bed.incidents.isOpen(SERVER)).toBe(false);
  },
);

test("a connection that broke says nothing of the others", async () => {
  const bed = new Bed();
  await bed.begin(failure("disconnected"));
  expect(bed.incidents.isOpen(SERVER)).toBe(false);
  await bed.begin();
  bed.refusal = failure("disconnected");
  bed.time += 10_000;
  expect(await bed.told()).toBe("disconnected");
  expect(bed.incidents.isOpen(SERVER)).toBe(true);
});

test("one failure is no incident yet", async () => {
  const bed = new Bed();
  bed.refusal = failure("unreachable");
  await bed.told();
  await bed.told();
  expect(bed.asked).toBe(2);
  await bed.told();
  expect(bed.asked).toBe(2);
});

test("a service that says how long is asked no sooner, unless a person wants to know", async () => {
  const bed = new Bed();
  await bed.begin(failure("tokenServerDown", 60_000));
  bed.time += 59_000;
  await bed.told();
  expect(bed.asked).toBe(0);
  bed.incidents.tryNow(SERVER);
  await bed.told();
  expect(bed.asked).toBe(1);
});

test("a directory that hasn't approved the application is an incident of its own, until a person wants to know", async () => {
  const bed = new Bed();
  const asked: string[] = [];
  const approved = new Set(["fabrikam"]);
  const oauth = bed.incidents.guardOAuth({
    appToken: async ({ tenant }: OAuthClientSettings) => {
      asked.push(tenant);
      if (!approved.has(tenant)) throw failure("clientRejected");
      return { accessToken: "t", expiresAt: 0, principalId: null };
    },
  } as unknown as OAuthClient);
  const ask = (tenant: string) =>
    oauth.appToken(settings(tenant)).then(
      () => true,
      () => false,
    );
  const many = async (tenant: string) =>
    new Set(await Promise.all(Array.from({ length: 100 }, () => ask(tenant))));
  for (let each = 0; each < 2; each++) await ask("contoso");
  expect(await many("contoso")).toEqual(new Set([false]));
  expect(asked).toEqual(["contoso", "contoso"]);
  expect(await many("fabrikam"), "of another").toEqual(new Set([true]));
  approved.add("contoso");
  expect(await ask("contoso")).toBe(false);
  bed.incidents.tryAppTokensNow(settings("contoso"));
  expect(await ask("contoso")).toBe(true);
  expect(await many("contoso")).toEqual(new Set([true]));
});

test("what a directory took back of the application says nothing of what its people allowed", async () => {
  const bed = new Bed();
  const oauth = bed.incidents.guardOAuth({
    appToken: () => Promise.reject(failure("clientRejected")),
    refresh: async () => "refreshed",
  } as unknown as OAuthClient);
  const contoso = settings("contoso");
  for (let each = 0; each < 3; each++) await oauth.appToken(contoso).catch(() => undefined);
  expect(await oauth.refresh(contoso, "r", "mail")).toBe("refreshed");
});

function settings(tenant: string): OAuthClientSettings {
  const cloud = { authority: "https://login.example" };
  return { cloud, tenant, clientId: "c" } as OAuthClientSettings;
}

test("an error tells which incident it belongs to, also to those who were told by others", async () => {
  const bed = new Bed();
  await bed.begin();
  await bed.ask().catch((error: unknown) => expect(bed.incidents.nameOf(error)).toBe(SERVER));
  expect(bed.asked).toBe(0);
  expect(bed.incidents.nameOf(failure("unreachable"))).toBeNull();
  expect.assertions(3);
});
