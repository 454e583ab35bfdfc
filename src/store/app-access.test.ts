import { beforeAll, describe, expect, test } from "vitest";
import type { MailboxId, ProviderId, UserId } from "../base/ids.ts";
import { knownDiagnosis } from "../core/diagnose.ts";
import { type AppAccess, TAKEN_MS, type WantedMailbox } from "../engine/ports/app-access.ts";
import { type Connections, isByApp, type Provider } from "../engine/ports/connections.ts";
import { createAppAccess } from "./app-access.ts";
import type { Database } from "./database.ts";
import { storesOf } from "./testing/open-stores.ts";
import {
  makeWorld,
  NOW,
  newConnection,
  newUser,
  nextId,
  type Stores,
  type World,
} from "./testing/store-world.ts";
import { testDatabase } from "./testing/test-database.ts";

let database: Database;
let stores: Stores;
let access: AppAccess;
let connections: Connections;
beforeAll(async () => {
  const opened = await testDatabase();
  database = opened.database;
  stores = storesOf(database);
  access = createAppAccess(database);
  ({ connections } = stores);
  return () => opened.close();
});

interface Place {
  readonly world: World;
  readonly providerId: ProviderId;
  wanted(address: string): Promise<WantedMailbox>;
  listed(): Promise<Record<string, string>>;
  take(limit?: number): ReturnType<AppAccess["take"]>;
}

async function place(): Promise<Place> {
  const world = await makeWorld(stores);
  const workspaceId = world.workspace.id;
  const provider: Provider = {
    ...{ id: nextId<ProviderId>(), workspaceId, kind: "microsoft", name: "Office 365", enabled: true },
    ...{ clientId: "client", sealedSecret: null, certificate: null, secretExpiresAt: null, next: null },
    ...{ provenAt: null, moreAllowed: [], tenant: "organizations", cloud: "worldwide", hosts: null },
  };
  await connections.saveProvider(provider);
  return {
    world,
    providerId: provider.id,
    async wanted(address) {
      const user = newUser(workspaceId, address);
      await stores.accounts.createUser(user, null);
      const asked = { importWindow: "3m", askedBy: world.user.id, askedAt: NOW } as const;
      return { workspaceId, userId: user.id, providerId: provider.id, address, ...asked };
    },
    async listed() {
      const rows = await access.listMailboxes(workspaceId, provider.id);
      return Object.fromEntries(
        rows.map(({ address, state, isTaken }) => [address, isTaken ? "taken" : state]),
      );
    },
    take: (limit = 10) => access.take(workspaceId, limit),
  };
}

async function passes(ms: number, { world }: Place): Promise<void> {
  await database.inWorkspace(world.workspace.id, (tx) =>
    tx.query("update app_mailbox set taken_until = taken_until - $1", [ms]),
  );
}

test("what is known of a domain is what the last look found", async () => {
  const { world, providerId } = await place();
  const first = {
    ...{ workspaceId: world.workspace.id, providerId, domain: "contoso.example", clientId: "client" },
    ...{ directoryTenant: "t", principalId: null, approvedAt: null },
    diagnosis: knownDiagnosis("ms-app-not-approved"),
  };
  await access.saveDomain(first);
  expect(await access.readDomains(world.workspace.id, providerId)).toEqual([first]);
  const then = { ...first, principalId: "p", approvedAt: NOW, diagnosis: null };
  await access.saveDomain(then);
  expect(await access.readDomains(world.workspace.id, providerId)).toEqual([then]);
});

describe("mailboxes that are wanted", () => {
  test("are taken in their order, each by one process, until it ends or its time is over", async () => {
    const at = await place();
    const all = [await at.wanted("a@x"), await at.wanted("b@x"), await at.wanted("c@x")];
    await access.want(all);
    expect(await at.listed()).toEqual({ "a@x": "waiting", "b@x": "waiting", "c@x": "waiting" });
    const [one, other] = await Promise.all([at.take(2), at.take(2)]);
    const addresses = [...one, ...other].map(({ address }) => address).sort();
    expect(addresses, "none twice").toEqual(["a@x", "b@x", "c@x"]);
    expect(await at.take()).toEqual([]);
    const taken = [...one, ...other].find(({ address }) => address === "a@x");
    if (taken === undefined) throw new Error("not taken");
    expect(await access.change(taken, { state: "connecting" })).toBe(true);
    await passes(TAKEN_MS, at);
    const again = await at.take();
    expect(again.map(({ address, state }) => `${address} ${state}`).sort()).toEqual([
      "a@x connecting",
      "b@x waiting",
      "c@x waiting",
    ]);
    expect(await access.change(taken, { state: "connected" }), "it is another's now").toBe(false);
  });

  test("that are cancelled while somebody tries them come to nothing; what connects already goes on", async () => {
    const at = await place();
    await access.want([await at.wanted("a@x"), await at.wanted("b@x")]);
    const taken = await at.take();
    const [a, b] = ["a@x", "b@x"].map((wanted) => taken.find(({ address }) => address === wanted));
    if (a === undefined || b === undefined) throw new Error("not taken");
    expect(await access.change(a, { state: "connecting" })).toBe(true);
    await access.drop(at.world.workspace.id, at.providerId, "waiting");
    expect(await access.change(b, { state: "connecting" })).toBe(false);
    expect(await access.change(a, { state: "failed", diagnosis: knownDiagnosis("net") })).toBe(true);
    expect(await at.listed()).toEqual({ "a@x": "failed" });
  });

  test("that failed are tried again, one or all, and are listed until they are dropped", async () => {
    const at = await place();
    const { id: workspaceId } = at.world.workspace;
    const [a, b] = [await at.wanted("a@x"), await at.wanted("b@x")];
    await access.want([a, b]);
    for (const each of await at.take()) {
      await access.change(each, { state: "failed", diagnosis: knownDiagnosis("net") });
    }
    const [listed] = await access.listMailboxes(workspaceId, at.providerId);
    expect(listed).toMatchObject({ ...a, state: "failed", isTaken: false, diagnosis: { id: "net" } });
    await access.retry(workspaceId, at.providerId, a.userId);
    expect(await at.listed()).toEqual({ "a@x": "waiting", "b@x": "failed" });
    await access.want([{ ...b, address: "other@x" }]);
    expect(await at.listed(), "asked for anew").toEqual({ "a@x": "waiting", "other@x": "waiting" });
    await access.want([{ ...a, address: "late@x" }]);
    expect(await at.listed(), "what waits stays").toEqual({ "a@x": "waiting", "other@x": "waiting" });
    await access.drop(workspaceId, at.providerId, "ended");
    expect(await at.listed()).toEqual({ "a@x": "waiting", "other@x": "waiting" });
  });
});

describe("connected by the application", () => {
  async function connect(at: Place, userId: UserId, address: string) {
    const { world, providerId } = at;
    const given = { ...newConnection({ ...world.user, id: userId }, address), providerId };
    return connections.connect({ ...given, subject: "app:t", yields: true });
  }

  test("is told apart from signed in; once its user has stopped it, it isn't listed", async () => {
    const at = await place();
    const { id: workspaceId } = at.world.workspace;
    const wanted = await at.wanted("a@x");
    await access.want([wanted]);
    const [taken] = await at.take();
    if (taken === undefined) throw new Error("not taken");
    const { mailbox, connection } = await connect(at, wanted.userId, "a@x");
    await access.change(taken, { state: "connected", mailboxId: mailbox.id as MailboxId });
    expect(await at.listed()).toEqual({ "a@x": "connected" });
    const connected = await access.readConnected(workspaceId);
    expect([...connected.users].sort()).toEqual([at.world.user.id, wanted.userId].sort());
    expect([...connected.signedIn]).toEqual(["ada@contoso.example"]);
    await connections.stop(connection, "keep", NOW);
    expect(await at.listed()).toEqual({});
  });

  test("has no permission that would have to be kept alive", async () => {
    const at = await place();
    const { connection } = await connect(at, (await at.wanted("a@x")).userId, "a@x");
    await stores.silence(8 * 24 * 3_600_000);
    const { id } = at.world.workspace;
    expect(await connections.unusedGrants(id, 7 * 24 * 3_600_000, 10)).toEqual([]);
    expect(isByApp(connection)).toBe(true);
  });

  test("never comes over what somebody has signed in to, nor beside another mailbox of the user", async () => {
    const at = await place();
    const [a, b] = [await at.wanted("a@x"), await at.wanted("b@x")];
    const refused = { code: "refused" };
    await expect(connect(at, at.world.user.id, "ada@contoso.example"), "their own").rejects.toMatchObject(
      refused,
    );
    await expect(connect(at, a.userId, "ada@contoso.example"), "another's").rejects.toMatchObject(refused);
    await connect(at, a.userId, "a@x");
    await expect(connect(at, a.userId, "b@x"), "a second one").rejects.toMatchObject(refused);
    const shared = await connect(at, b.userId, "a@x");
    expect(shared.connection.role, "two by the application share it").toBe("member");
    const again = await connect(at, a.userId, "a@x");
    expect(again.mailbox.id, "once more is the same").toBe(shared.mailbox.id);
  });
});
