// What every store of providers, attempts and connections must do.
import { describe, expect, test } from "vitest";
import type { AttemptId, UserId, WorkerId } from "../../base/ids.ts";
import type { Diagnosis } from "../../core/diagnose.ts";
import { type Attempt, type Provider, REFRESH_LEASE_MS } from "../../engine/ports/connections.ts";
import { newProvider } from "./providers-contract.ts";
import {
  hash,
  importInto,
  makeWorld,
  NOW,
  newConnection,
  newUser,
  nextId,
  type Stores,
  type World,
} from "./store-world.ts";

export function connectionsContract(name: string, open: () => Promise<Stores>): void {
  describe(`${name}: attempts`, () => attemptTests(open));
  describe(`${name}: unused grants`, () => unusedGrantTests(open));
  connectedContract(name, open);
}

/** The part that needs no providers and no sign-ins. */
export function connectedContract(name: string, open: () => Promise<Stores>): void {
  describe(`${name}: connecting`, () => connectTests(open));
  describe(`${name}: grants`, () => grantTests(open));
  describe(`${name}: stop`, () => stopTests(open));
}

async function start(open: () => Promise<Stores>): Promise<{ stores: Stores; world: World }> {
  const stores = await open();
  return { stores, world: await makeWorld(stores) };
}

async function addUser(stores: Stores, world: World, email: string) {
  const user = newUser(world.workspace.id, email);
  await stores.accounts.createUser(user, null);
  return user;
}

function problem(id: Diagnosis["id"], address = ""): Diagnosis {
  return { id, who: "nobody", retry: "auto", params: { address } };
}

function newAttempt(provider: Provider, userId: UserId, createdAt = NOW): Attempt {
  const id = nextId<AttemptId>();
  return {
    id,
    workspaceId: provider.workspaceId,
    userId,
    providerId: provider.id,
    state: "waiting",
    createdAt,
    expiresAt: createdAt + 600_000,
    ticketHash: hash(`ticket ${id}`),
    ticketExpiresAt: createdAt + 60_000,
    browserHash: null,
    stateHash: null,
    sealedSecret: hash("sealed"),
    address: null,
    diagnosis: null,
    mailboxId: null,
  };
}

function attemptTests(open: () => Promise<Stores>): void {
  async function startAttempt() {
    const { stores, world } = await start(open);
    const provider = newProvider(world.workspace.id);
    await stores.connections.saveProvider(provider);
    const attempt = newAttempt(provider, world.user.id);
    await stores.connections.createAttempt(attempt);
    return { stores, world, provider, attempt, connections: stores.connections };
  }

  test("an attempt is found by its id, its user and its ticket", async () => {
    const { world, provider, attempt, connections } = await startAttempt();
    expect(await connections.readAttempt(world.workspace.id, attempt.id)).toEqual(attempt);
    const newer = newAttempt(provider, world.user.id, NOW + 1);
    await connections.createAttempt(newer);
    expect(await connections.latestAttempt(world.workspace.id, world.user.id)).toEqual(newer);
    const ticketHash = attempt.ticketHash ?? hash("");
    expect(await connections.findAttempt({ ticketHash })).toEqual(attempt);
    expect(await connections.findAttempt({ stateHash: ticketHash })).toBeNull();
    expect(await connections.findAttempt({ browserHash: ticketHash })).toBeNull();
  });

  test("a ticket works once, whoever else comes with it at the same moment", async () => {
    const { world, attempt, connections } = await startAttempt();
    const used = await Promise.all(
      [1, 2, 3, 4, 5].map((browser) =>
        connections.changeAttempt(attempt, ["waiting"], {
          ticketHash: null,
          browserHash: hash(`browser ${browser}`),
          stateHash: hash(`state ${browser}`),
        }),
      ),
    );
    expect(used.filter(Boolean)).toHaveLength(1);
    const browser = used.indexOf(true) + 1;
    const bound = await connections.findAttempt({ stateHash: hash(`state ${browser}`) });
    expect(bound).toMatchObject({ id: attempt.id, ticketHash: null, state: "waiting" });
    expect(await connections.findAttempt({ browserHash: hash(`browser ${browser}`) })).toEqual(bound);
    expect(await connections.readAttempt(world.workspace.id, attempt.id)).toEqual(bound);
  });

  test("each step works once, by the state it starts from and by the secret it uses up", async () => {
    const { world, attempt, connections } = await startAttempt();
    const useTicket = () => connections.changeAttempt(attempt, ["waiting"], { ticketHash: null });
    expect([await useTicket(), await useTicket()]).toEqual([true, false]);
    const bound = await connections.readAttempt(world.workspace.id, attempt.id);
    if (!bound) throw new Error("no attempt");
    const redeem = () => connections.changeAttempt(bound, ["waiting"], { state: "connecting" });
    expect([await redeem(), await redeem()]).toEqual([true, false]);
  });

  test("an attempt that has ended can't go on", async () => {
    const { attempt, connections } = await startAttempt();
    const ended = { state: "cancelled", ticketHash: null } as const;
    expect(await connections.changeAttempt(attempt, ["waiting", "question"], ended)).toBe(true);
    expect(await connections.changeAttempt(attempt, ["waiting"], { state: "connecting" })).toBe(false);
  });

  test("all that an attempt may change is changed", async () => {
    const { world, attempt, connections } = await startAttempt();
    const change = {
      state: "failed",
      ticketHash: null,
      browserHash: hash("b"),
      stateHash: hash("s"),
      sealedSecret: null,
      address: "ada@contoso.example",
      diagnosis: problem("exo-imap-disabled"),
      mailboxId: world.mailboxId,
      expiresAt: NOW + 1,
    } as const;
    expect(await connections.changeAttempt(attempt, ["waiting"], change)).toBe(true);
    const stored = await connections.readAttempt(world.workspace.id, attempt.id);
    expect(stored).toEqual({ ...attempt, ...change });
  });

  test("a sign-in still running in another tab ends with the Stop", async () => {
    const { stores, world } = await start(open);
    const provider = newProvider(world.workspace.id);
    await stores.connections.saveProvider(provider);
    const attempt = newAttempt(provider, world.user.id);
    await stores.connections.createAttempt(attempt);
    await stores.connections.stop(world.connection, "keep", NOW);
    const stored = await stores.connections.readAttempt(world.workspace.id, attempt.id);
    expect(stored).toMatchObject({ state: "cancelled", ticketHash: null, sealedSecret: null });
    expect(await stores.connections.changeAttempt(attempt, ["waiting"], { state: "connecting" })).toBe(false);
  });
}

function connectTests(open: () => Promise<Stores>): void {
  test("the first connection owns the mailbox, the next user is a member of the same one", async () => {
    const { stores, world } = await start(open);
    const eva = await addUser(stores, world, "eva@contoso.example");
    const second = await stores.connections.connect(newConnection(eva));
    expect(second.mailbox.id).toBe(world.mailboxId);
    expect(world.connection.role).toBe("owner");
    expect(second.connection.role).toBe("member");
    const all = await stores.connections.connectionsOfMailbox(world.workspace.id, world.mailboxId);
    expect(all.map((each) => each.userId)).toEqual([world.user.id, eva.id]);
    expect(await stores.connections.connectionOfUser(world.workspace.id, eva.id)).toEqual(second.connection);
  });

  test("connecting again replaces the user's own connection and stops whoever syncs", async () => {
    const { stores, world } = await start(open);
    const again = await stores.connections.connect(newConnection(world.user));
    expect(again.connection).toMatchObject({ id: world.connection.id, role: "owner", alive: true });
    expect(again.connection.sealedGrant).toEqual(hash(`grant of ${world.connection.id}`));
    const all = await stores.connections.connectionsOfMailbox(world.workspace.id, world.mailboxId);
    expect(all).toHaveLength(1);
    const commit = stores.sync.commit(world.ownership, { events: [{ kind: "folders.changed" }] });
    await expect(commit).rejects.toMatchObject({ code: "ownershipLost" });
    expect(again.mailbox.state).toBe("syncing");
  });

  test("the same mailbox connected twice at once is one mailbox with one connection", async () => {
    const { stores, world } = await start(open);
    const results = await Promise.all(
      [1, 2, 3, 4].map(() => stores.connections.connect(newConnection(world.user, "jobs@contoso.example"))),
    );
    expect(new Set(results.map((each) => each.mailbox.id)).size).toBe(1);
    expect(new Set(results.map((each) => each.connection.id)).size).toBe(1);
    const last = await stores.connections.connectionOfUser(world.workspace.id, world.user.id);
    expect(last?.sealedGrant).toEqual(hash(`grant of ${last?.id}`));
  });

  test("a mailbox is found by its id alone, and listed", async () => {
    const { stores, world } = await start(open);
    const mailbox = await stores.connections.readMailbox(world.workspace.id, world.mailboxId);
    expect(await stores.connections.findMailbox(world.mailboxId)).toEqual(mailbox);
    expect(await stores.connections.listMailboxes()).toEqual([mailbox]);
    const other = await makeWorld(stores, "Fabrikam");
    expect(await stores.connections.readMailbox(other.workspace.id, world.mailboxId)).toBeNull();
  });

  test("a diagnosis keeps its time while it is the same one", async () => {
    const { stores, world } = await start(open);
    const at = [world.workspace.id, world.mailboxId] as const;
    const since = async () => (await stores.connections.readMailbox(...at))?.diagnosisSince;
    await stores.connections.setDiagnosis(world.ownership, problem("exo-imap-disabled"), NOW);
    await stores.connections.setDiagnosis(world.ownership, problem("exo-imap-disabled", "again"), NOW + 1);
    expect(await since()).toBe(NOW);
    expect(await stores.connections.listIllMailboxes()).toEqual([
      { workspaceId: world.workspace.id, diagnosis: problem("exo-imap-disabled", "again"), since: NOW },
    ]);
    // The same in the same words is nothing to write, and no error.
    await stores.connections.setDiagnosis(world.ownership, problem("exo-imap-disabled", "again"), NOW + 1);
    await stores.connections.setDiagnosis(world.ownership, problem("imap-throttled"), NOW + 2);
    expect(await since()).toBe(NOW + 2);
    await stores.connections.setDiagnosis(world.ownership, null, NOW + 3);
    expect(await since()).toBeNull();
    expect(await stores.connections.listIllMailboxes()).toEqual([]);
    await stores.connections.stop(world.connection, "keep", NOW + 4);
    const late = stores.connections.setDiagnosis(world.ownership, problem("net"), NOW + 5);
    await expect(late).rejects.toMatchObject({ code: "ownershipLost" });
    expect(await since()).toBeNull();
  });

  test("a worker that has lost the mailbox says nothing of it any more", async () => {
    const { stores, world } = await start(open);
    const other = nextId<WorkerId>();
    await stores.silence(9_000);
    await stores.sync.beat(other, new Map());
    expect(await stores.sync.claim(other, 5, null)).toHaveLength(1);
    const said = stores.connections.setDiagnosis(world.ownership, problem("net"), NOW + 10_001);
    await expect(said).rejects.toMatchObject({ code: "ownershipLost" });
    const mailbox = await stores.connections.readMailbox(world.workspace.id, world.mailboxId);
    expect(mailbox?.diagnosis).toBeNull();
  });
}

function unusedGrantTests(open: () => Promise<Stores>): void {
  const WEEK_MS = 7 * 24 * 3_600_000;

  test("what a person allowed carries their connections in every workspace, and nobody else's", async () => {
    const { stores, world } = await start(open);
    const { connections } = stores;
    const connect = async ({ workspace, user }: World, clientId: string, subject: string) => {
      const provider = { ...newProvider(workspace.id), clientId };
      await connections.saveProvider(provider);
      const given = { ...newConnection(user, `${subject}@labs.example`), providerId: provider.id, subject };
      return (await connections.connect(given)).connection;
    };
    const allowed = (clientId: string, subject: string) =>
      connections.isAllowedElsewhere("microsoft", clientId, subject);
    const other = await makeWorld(stores, "Adatum");
    const gwens = await connect(world, "ours", "gwen");
    const gwensOther = await connect(other, "ours", "gwen");
    expect(await allowed("ours", "gwen")).toBe(true);
    expect(await allowed("theirs", "gwen")).toBe(false);
    expect(await allowed("ours", "hugo")).toBe(false);
    expect(await connections.isAllowedElsewhere("google", "ours", "gwen")).toBe(false);
    await connections.stop(gwens, "keep", 1);
    expect(await allowed("ours", "gwen")).toBe(true);
    await connections.stop(gwensOther, "keep", 1);
    expect(await allowed("ours", "gwen")).toBe(false);
  });

  test("living grants of a sign-in service that nobody has renewed for long are told, the oldest first", async () => {
    const { stores, world } = await start(open);
    const { connections } = stores;
    const provider = newProvider(world.workspace.id);
    await connections.saveProvider(provider);
    const connect = async (address: string) => {
      const given = { ...newConnection(world.user, address), providerId: provider.id };
      return (await connections.connect(given)).connection;
    };
    const unused = async (limit = 10) =>
      (await connections.unusedGrants(world.workspace.id, WEEK_MS, limit)).map(({ id }) => id);
    const first = await connect("jobs@contoso.example");
    await stores.silence(60_000);
    const second = await connect("sales@contoso.example");
    const third = await connect("support@contoso.example");
    await stores.silence(WEEK_MS - 60_000);
    expect(await unused()).toEqual([first.id]);
    await stores.silence(120_000);
    await connections.markDead(third);
    // The world's own was made on the command line: nobody can renew it.
    expect(await unused()).toEqual([first.id, second.id]);
    expect(await unused(1)).toEqual([first.id]);
    await connections.saveGrant(first, hash("renewed"));
    expect(await unused()).toEqual([second.id]);
    const other = await makeWorld(stores, "Adatum");
    expect(await connections.unusedGrants(other.workspace.id, WEEK_MS, 10)).toEqual([]);
  });
}

function grantTests(open: () => Promise<Stores>): void {
  test("of two processes that renew the grant at once one wins, and the other is told", async () => {
    const { stores, world } = await start(open);
    const saved = await Promise.all(
      [1, 2, 3, 4, 5].map((n) => stores.connections.saveGrant(world.connection, hash(`grant ${n}`))),
    );
    expect(saved.filter(Boolean)).toHaveLength(1);
    const now = await stores.connections.connectionOfUser(world.workspace.id, world.user.id);
    expect(now?.sealedGrant).toEqual(hash(`grant ${saved.indexOf(true) + 1}`));
    expect(now?.grantVersion).toBe(world.connection.grantVersion + 1);
  });

  test("one at a time has the right to renew a grant, until it has done so, gives up, or takes too long", async () => {
    const { stores, world } = await start(open);
    const { connections } = stores;
    const { connection } = world;
    const all = await Promise.all([1, 2, 3].map(() => connections.beginRefresh(connection)));
    const [lease] = all.filter((each) => each !== null);
    if (lease === undefined) expect.fail("nobody may");
    expect(all.filter((each) => each !== null)).toHaveLength(1);
    await stores.silence(REFRESH_LEASE_MS - 2_000);
    expect(await connections.beginRefresh(connection)).toBeNull();
    await stores.silence(2_000);
    const second = await connections.beginRefresh(connection);
    expect(second).not.toBeNull();
    // The first wakes up and gives back what isn't its own any more.
    await connections.endRefresh(connection, lease);
    expect(await connections.beginRefresh(connection)).toBeNull();
    await connections.endRefresh(connection, second ?? lease);
    expect(await connections.beginRefresh(connection)).not.toBeNull();
    expect(await connections.saveGrant(connection, hash("new"))).toBe(true);
    // Of an older version of the grant nobody has use any more.
    expect(await connections.beginRefresh(connection)).toBeNull();
    const [renewed] = await connections.connectionsOfMailbox(world.workspace.id, world.mailboxId);
    expect(renewed && (await connections.beginRefresh(renewed))).not.toBeNull();
    // Who signs in anew waits for nobody.
    const { connection: anew } = await connections.connect(newConnection(world.user));
    expect(await connections.beginRefresh(anew)).not.toBeNull();
  });

  test("a grant is dead only if nobody renewed it meanwhile", async () => {
    const { stores, world } = await start(open);
    await stores.connections.saveGrant(world.connection, hash("new"));
    await stores.connections.markDead(world.connection);
    const [renewed] = await stores.connections.connectionsOfMailbox(world.workspace.id, world.mailboxId);
    expect(renewed?.alive).toBe(true);
    if (renewed) await stores.connections.markDead(renewed);
    expect(await stores.connections.connectionsOfMailbox(world.workspace.id, world.mailboxId)).toEqual([]);
    const own = await stores.connections.connectionOfUser(world.workspace.id, world.user.id);
    expect(own?.alive).toBe(false);
  });
}

function stopTests(open: () => Promise<Stores>): void {
  test("stopped with the mail kept, it is still read, and has its ids when connected again", async () => {
    const { stores, world } = await start(open);
    const { connections, reading } = stores;
    const at = [world.workspace.id, world.mailboxId] as const;
    const [message] = await importInto(stores, world, world.inbox, ["one", "two"]);
    const outcome = await connections.stop(world.connection, "keep", NOW);
    const address = "ada@contoso.example";
    expect(outcome).toEqual({
      address,
      provider: "imap",
      messages: 2,
      mailboxStopped: true,
      mail: "keep",
      at: NOW,
      permission: "stays",
    });
    expect(await connections.lastStop(world.workspace.id, world.user.id)).toEqual(outcome);
    expect(await connections.connectionOfUser(world.workspace.id, world.user.id)).toBeNull();
    expect(await connections.keptMailboxOfUser(world.workspace.id, world.user.id)).toBe(world.mailboxId);
    expect(await connections.mayRead(world.workspace.id, world.user.id, world.mailboxId)).toBe(true);
    expect(await reading.listFolders(...at)).toMatchObject([
      { name: "Inbox", messages: 2 },
      { name: "Archive" },
    ]);
    const kept = await stores.sync.load(...at);
    expect(kept?.mailbox).toMatchObject({ state: "stopped", importWindow: null });
    expect(kept?.folders.map((folder) => folder.mapping)).toEqual([null, null]);
    expect(kept?.folders.find((folder) => folder.id === world.inbox)?.ledger?.stored.size).toBe(2);
    const again = await connections.connect(newConnection(world.user));
    expect(again.mailbox).toMatchObject({ id: world.mailboxId, state: "unmapped" });
    expect(await reading.readMessage(...at, message?.messageId ?? nextId())).toMatchObject({
      subject: "one",
    });
    expect(await connections.keptMailboxOfUser(world.workspace.id, world.user.id)).toBeNull();
  });

  test("check 18: stopped with the mail deleted, nothing of it is left but the event log", async () => {
    const { stores, world } = await start(open);
    const at = [world.workspace.id, world.mailboxId] as const;
    await importInto(stores, world, world.inbox, ["one"]);
    expect(await stores.connections.stop(world.connection, "delete", NOW)).toMatchObject({ messages: 1 });
    expect(await stores.sync.load(...at)).toMatchObject({ mailbox: { state: "stopped" }, folders: [] });
    expect(await stores.reading.countMessages(...at)).toBe(0);
    expect(await stores.reading.listFolders(...at)).toEqual([]);
    expect(await stores.reading.lastSeq(...at)).toBe(1);
    expect(await stores.connections.keptMailboxOfUser(world.workspace.id, world.user.id)).toBeNull();
    expect(await stores.connections.mayRead(world.workspace.id, world.user.id, world.mailboxId)).toBe(false);
  });

  test("while a colleague is connected the mailbox goes on, and the colleague owns it", async () => {
    const { stores, world } = await start(open);
    const { connections } = stores;
    const eva = await addUser(stores, world, "eva@contoso.example");
    await connections.connect(newConnection(eva));
    await importInto(stores, { ...world, ownership: await claim(stores, world) }, world.inbox, ["one"]);
    const outcome = await connections.stop(world.connection, "delete", NOW);
    expect(outcome.mailboxStopped).toBe(false);
    expect((await connections.readMailbox(world.workspace.id, world.mailboxId))?.state).toBe("syncing");
    expect(await stores.reading.countMessages(world.workspace.id, world.mailboxId)).toBe(1);
    const left = await connections.connectionsOfMailbox(world.workspace.id, world.mailboxId);
    expect(left).toMatchObject([{ userId: eva.id, role: "owner" }]);
    expect(await connections.mayRead(world.workspace.id, world.user.id, world.mailboxId)).toBe(false);
    expect(await connections.mayRead(world.workspace.id, eva.id, world.mailboxId)).toBe(true);
  });

  test("kept mail is read by who stopped the mailbox last, not by who left it before", async () => {
    const { stores, world } = await start(open);
    const { connections } = stores;
    const eva = await addUser(stores, world, "eva@contoso.example");
    const second = await connections.connect(newConnection(eva));
    const readers = async () =>
      Promise.all(
        [world.user, eva].map((user) => connections.mayRead(world.workspace.id, user.id, world.mailboxId)),
      );
    await connections.stop(world.connection, "keep", NOW);
    await connections.stop(second.connection, "keep", NOW + 1);
    expect(await readers()).toEqual([false, true]);
    const third = await connections.connect(newConnection(world.user));
    expect(await readers()).toEqual([true, false]);
    await connections.stop(third.connection, "keep", NOW + 2);
    expect(await readers()).toEqual([true, false]);
    expect(await connections.keptMailboxOfUser(world.workspace.id, eva.id)).toBeNull();
  });

  test("who syncs when the Stop comes writes nothing any more", async () => {
    const { stores, world } = await start(open);
    await stores.connections.stop(world.connection, "keep", NOW);
    const commit = stores.sync.commit(world.ownership, { events: [{ kind: "folders.changed" }] });
    await expect(commit).rejects.toMatchObject({ code: "ownershipLost" });
  });

  test("of two Stops at once one stops and the other is told", async () => {
    const { stores, world } = await start(open);
    const outcomes = await Promise.allSettled(
      [1, 2].map(() => stores.connections.stop(world.connection, "keep", NOW)),
    );
    expect(outcomes.map((each) => each.status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find((each) => each.status === "rejected")?.reason).toMatchObject({ code: "stopped" });
  });
}

async function claim(stores: Stores, world: World) {
  const at = [world.workspace.id, world.mailboxId] as const;
  const ownership = await stores.sync.claimOne(world.workerId, ...at);
  if (!ownership) throw new Error("not claimed");
  return ownership;
}
