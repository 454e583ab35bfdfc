// Grants that end, rotate, are revoked, and are refreshed by two at once.
import { describe, expect, test } from "vitest";
import type { Clock } from "../base/clock.ts";
import { SyncError } from "../base/sync-error.ts";
import {
  type Connection,
  type Connections,
  type Grant,
  type MailboxRow,
  REFRESH_LEASE_MS,
  type RefreshLease,
} from "./ports/connections.ts";
import type { OAuthClientSettings } from "./ports/oauth.ts";
import { secretContext } from "./ports/secrets.ts";
import type { Vault } from "./ports/vault.ts";
import { Tokens } from "./tokens.ts";

const NOW = Date.UTC(2026, 10, 25, 8);
const MINUTE = 60_000;
const mailbox = { userName: "ada@contoso.example" } as MailboxRow;
const stored = { id: "c", workspaceId: "w", mailboxId: "m", providerId: "p", grantVersion: 1 };

const vault: Vault = {
  seal: async (plain, context) => Buffer.from(`${context}\n${plain}`),
  open: async (sealed, context) =>
    Buffer.from(sealed)
      .toString()
      .slice(context.length + 1),
};

/** A provider that rotates refresh tokens, and a store that one connection lies in. */
class Bed {
  readonly asked: string[] = [];
  /** What the provider refuses with. */
  refusal: SyncError | null = null;
  storeDown = false;
  stopped = false;
  /** Milliseconds since NOW; whoever sleeps lets them pass. */
  time = 0;
  leaseUntil = 0;
  connection = stored as unknown as Connection;
  readonly #connections = {
    readProvider: async () => ({}),
    beginRefresh: async ({ grantVersion }: Connection) => {
      if (this.stopped || grantVersion !== this.connection.grantVersion) return null;
      if (this.leaseUntil > this.time) return null;
      this.leaseUntil = this.time + REFRESH_LEASE_MS;
      return this.leaseUntil as RefreshLease;
    },
    endRefresh: async (_connection: Connection, lease: RefreshLease) => {
      this.#reach();
      if (lease === this.leaseUntil) this.leaseUntil = 0;
    },
    saveGrant: async ({ grantVersion }: Connection, sealedGrant: Uint8Array) => {
      this.#reach();
      if (this.stopped || grantVersion !== this.connection.grantVersion) return false;
      this.connection = { ...this.connection, sealedGrant, grantVersion: grantVersion + 1 };
      this.leaseUntil = 0;
      return true;
    },
    connectionsOfMailbox: async () => (this.stopped ? [] : [this.connection]),
  } as unknown as Connections;

  #reach(): void {
    if (this.storeDown) throw new SyncError("storeDown", { scope: "installation", retry: "later" });
  }

  static async with(expiresInMs: number | null): Promise<Bed> {
    const bed = new Bed();
    const grant: Grant = {
      kind: "oauth",
      refreshToken: "refresh 0",
      scopes: [],
      accessToken: expiresInMs === null ? null : "access 0",
      accessTokenExpiresAt: expiresInMs === null ? null : NOW + expiresInMs,
    };
    const sealedGrant = await vault.seal(
      JSON.stringify(grant),
      secretContext("connection", bed.connection.id),
    );
    bed.connection = { ...bed.connection, sealedGrant };
    return bed;
  }

  /** A grant of the application itself. */
  static async ofApp(): Promise<Bed> {
    const bed = new Bed();
    const context = secretContext("connection", bed.connection.id);
    bed.connection = {
      ...bed.connection,
      sealedGrant: await vault.seal(JSON.stringify({ kind: "app", tenant: "contoso" }), context),
    };
    return bed;
  }

  readonly #clock: Clock = {
    now: () => NOW + this.time,
    monotonic: () => this.time,
    sleep: async (ms) => {
      this.time += ms;
    },
  };

  /** Of one process. */
  tokens(): Tokens {
    return new Tokens({
      connections: this.#connections,
      vault,
      clock: this.#clock,
      clientSettings: async () => ({}) as OAuthClientSettings,
      runCommand: async () => "",
      oauth: {
        authorizationUrl: async () => "",
        redeem: () => Promise.reject(new Error("no sign-in")),
        revoke: () => Promise.reject(new Error("no Stop")),
        directoryTenantOf: async () => null,
        appToken: async ({ tenant }) => {
          this.asked.push(tenant);
          if (this.refusal !== null) throw this.refusal;
          const [number, principalId] = [this.asked.length, null];
          return { accessToken: `app ${number}`, expiresAt: this.#clock.now() + 60 * MINUTE, principalId };
        },
        refresh: async (_settings, refreshToken) => {
          this.asked.push(refreshToken);
          if (this.refusal !== null) throw this.refusal;
          const number = this.asked.length;
          return {
            accessToken: `access ${number}`,
            expiresAt: NOW + 60 * MINUTE,
            refreshToken: `refresh ${number}`,
            scopes: [],
          };
        },
      },
    });
  }

  credential(tokens = this.tokens()) {
    return tokens.credential(mailbox, this.connection);
  }
}

describe("a token", () => {
  test("that lives on is used as it is", async () => {
    const bed = await Bed.with(6 * MINUTE);
    expect(await bed.credential()).toMatchObject({ kind: "bearer", token: "access 0" });
    expect(bed.asked).toEqual([]);
  });

  test.each([4 * MINUTE, -MINUTE, null])(
    "that ends in %s ms is refreshed first, once",
    async (expiresInMs) => {
      const bed = await Bed.with(expiresInMs);
      expect(await bed.credential()).toMatchObject({ token: "access 1" });
      expect(await bed.credential()).toMatchObject({ token: "access 1" });
      expect(bed.asked).toEqual(["refresh 0"]);
    },
  );

  test("that is refused though it should live is renewed once, and only if it was an old one", async () => {
    const bed = await Bed.with(60 * MINUTE);
    const tokens = bed.tokens();
    const kept = await bed.credential(tokens);
    const connection = bed.connection;
    const renewed = await tokens.renew(mailbox, connection, kept);
    expect(renewed).toMatchObject({ token: "access 1" });
    expect(await tokens.renew(mailbox, bed.connection, renewed ?? kept)).toBeNull();
    expect(bed.asked).toEqual(["refresh 0"]);
    bed.refusal = new SyncError("grantRevoked", { scope: "mailbox", retry: "askUser" });
    const again = await bed.credential(tokens);
    await expect(tokens.renew(mailbox, bed.connection, again)).rejects.toMatchObject({
      code: "grantRevoked",
    });
  });

  test("check 12: whose grant was revoked is told as that: a person signs in again", async () => {
    const bed = await Bed.with(null);
    bed.refusal = new SyncError("grantRevoked", { scope: "mailbox", retry: "askUser" });
    await expect(bed.credential()).rejects.toMatchObject({ code: "grantRevoked", retry: "askUser" });
  });
});

describe("check 12: a refresh token that rotates", () => {
  test("is stored before the access token that came with it is used", async () => {
    const bed = await Bed.with(null);
    bed.storeDown = true;
    await expect(bed.credential()).rejects.toMatchObject({ code: "storeDown" });
    bed.storeDown = false;
    // As after a kill in between: the old one is tried again.
    expect(await bed.credential()).toMatchObject({ token: "access 2" });
    expect(bed.asked).toEqual(["refresh 0", "refresh 0"]);
  });

  test("and isn't taken twice by the provider ends in a sign-in, never in silence", async () => {
    const bed = await Bed.with(null);
    bed.storeDown = true;
    await expect(bed.credential()).rejects.toMatchObject({ code: "storeDown" });
    bed.storeDown = false;
    bed.refusal = new SyncError("grantRevoked", { scope: "mailbox", retry: "askUser" });
    await expect(bed.credential()).rejects.toMatchObject({ code: "grantRevoked" });
  });
});

describe("a token of the application itself", () => {
  test("is one for all mailboxes of the directory, asked for once", async () => {
    const bed = await Bed.ofApp();
    const tokens = bed.tokens();
    const of = (id: string) => tokens.credential(mailbox, { ...bed.connection, id } as Connection);
    const opened = bed.connection.sealedGrant;
    // Each is sealed for its own connection.
    const context = secretContext("connection", "other" as Connection["id"]);
    const other = await vault.seal(JSON.stringify({ kind: "app", tenant: "contoso" }), context);
    const both = await Promise.all([
      of("c"),
      tokens.credential(mailbox, { ...bed.connection, id: "other", sealedGrant: other } as Connection),
    ]);
    expect(both).toMatchObject([{ token: "app 1", user: mailbox.userName }, { token: "app 1" }]);
    expect(bed.asked).toEqual(["contoso"]);
    expect(bed.connection.sealedGrant, "nothing of it is stored").toBe(opened);
  });

  test.each([
    [54 * MINUTE, "app 1"],
    [55 * MINUTE, "app 2"],
  ])("after %i ms is %s", async (passed, token) => {
    const bed = await Bed.ofApp();
    const tokens = bed.tokens();
    await bed.credential(tokens);
    bed.time = passed;
    expect(await bed.credential(tokens)).toMatchObject({ token });
  });

  test("that a mailbox refuses is asked for anew only when it is a minute old, whoever refuses it", async () => {
    const bed = await Bed.ofApp();
    const tokens = bed.tokens();
    const first = await bed.credential(tokens);
    expect(await tokens.renew(mailbox, bed.connection, first)).toBeNull();
    bed.time = MINUTE;
    expect(await tokens.renew(mailbox, bed.connection, first)).toMatchObject({ token: "app 2" });
    expect(await tokens.renew(mailbox, bed.connection, first), "another's").toMatchObject({ token: "app 2" });
    expect(bed.asked).toHaveLength(2);
  });

  test("isn't used any more once the service has refused one", async () => {
    const bed = await Bed.ofApp();
    const tokens = bed.tokens();
    const first = await bed.credential(tokens);
    bed.time = MINUTE;
    bed.refusal = new SyncError("clientRejected", { scope: "provider", retry: "askUser" });
    await expect(tokens.renew(mailbox, bed.connection, first)).rejects.toMatchObject({
      code: "clientRejected",
    });
    await expect(bed.credential(tokens)).rejects.toMatchObject({ code: "clientRejected" });
    bed.refusal = null;
    expect(await bed.credential(tokens)).toMatchObject({ token: "app 4" });
  });

  test("needs no keeping", async () => {
    const bed = await Bed.ofApp();
    await bed.tokens().keep(mailbox, bed.connection);
    expect(bed.asked).toEqual([]);
  });
});

describe("check 12: two who refresh at once", () => {
  test("in one process ask once", async () => {
    const bed = await Bed.with(null);
    const tokens = bed.tokens();
    const both = await Promise.all([bed.credential(tokens), bed.credential(tokens)]);
    expect(both).toEqual([both[0], both[0]]);
    expect(bed.asked).toHaveLength(1);
  });

  test("in two processes ask once too, and both go on with what came", async () => {
    const bed = await Bed.with(null);
    const both = await Promise.all([bed.credential(), bed.credential()]);
    expect(both.map((credential) => credential.kind === "bearer" && credential.token)).toEqual([
      "access 1",
      "access 1",
    ]);
    expect(bed.asked).toEqual(["refresh 0"]);
  });

  test("wait for one that was killed while it asked as long as it may have taken, and no longer", async () => {
    const bed = await Bed.with(null);
    bed.leaseUntil = REFRESH_LEASE_MS;
    expect(await bed.credential()).toMatchObject({ token: "access 1" });
    expect(bed.time).toBe(REFRESH_LEASE_MS);
  });

  test("and find the service away don't wait for each other", async () => {
    const bed = await Bed.with(null);
    bed.refusal = new SyncError("tokenServerDown", { scope: "provider", retry: "later" });
    await expect(bed.credential()).rejects.toMatchObject({ code: "tokenServerDown" });
    bed.refusal = null;
    expect(await bed.credential()).toMatchObject({ token: "access 2" });
    expect(bed.time).toBe(0);
  });

  test("who has renewed too late, when somebody signed in anew, goes on with the newer grant", async () => {
    const bed = await Bed.with(null);
    const late = bed.credential();
    const newer = await Bed.with(60 * MINUTE);
    bed.connection = { ...newer.connection, grantVersion: 2 };
    expect(await late).toMatchObject({ token: "access 0" });
  });

  test("don't go on where the mailbox was stopped meanwhile", async () => {
    const bed = await Bed.with(null);
    bed.stopped = true;
    await expect(bed.credential()).rejects.toMatchObject({ code: "stopped" });
  });
});
