// Where the server's answer says nothing, our own token tells why a sign-in was refused.
import { expect, test } from "vitest";
import type { ConnectionId, MailboxId, UserId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { noLog } from "../store/testing/no-log.ts";
import type { Connection, MailboxRow } from "./ports/connections.ts";
import type { Credential } from "./ports/mail.ts";
import { diagnosisOf, signIn } from "./sign-in.ts";

const mailbox = {
  id: "m" as MailboxId,
  workspaceId: "w" as WorkspaceId,
  provider: "microsoft",
  address: "ada@x.example",
  userName: "ada@x.onmicrosoft.example",
  incoming: { host: "imap.x.example", port: 993, security: "implicit" },
} as MailboxRow;
const connection = { id: "c" as ConnectionId, userId: "u" as UserId } as Connection;

type Refusal = "authenticationFailed" | "unreachable";

/** A server that refuses whoever signs in with this token, in these words. */
function refusedWith(claims: object, code: Refusal = "authenticationFailed") {
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  const credential: Credential = {
    kind: "bearer",
    user: mailbox.userName,
    token: `e30.${payload}.c2ln`,
    expiresAt: null,
  };
  return refused(credential, code);
}

async function refused(credential: Credential, code: Refusal = "authenticationFailed") {
  const said = new SyncError(code, { scope: "mailbox", retry: "askUser", said: "AUTHENTICATE failed." });
  const deps = {
    log: noLog,
    connections: { connectionsOfMailbox: async () => [connection] },
    tokens: { credential: async () => credential, renew: async () => null },
    mail: { open: () => Promise.reject(said) },
  };
  const error = await signIn(deps as unknown as Parameters<typeof signIn>[0], mailbox).catch(
    (reason: unknown) => reason,
  );
  return { said, error, diagnosis: diagnosisOf(error, mailbox.provider) };
}

test.each([
  ["for another resource", { aud: "https://graph.microsoft.com" }, "exo-auth-aud"],
  ["without the permission for IMAP", { scp: "SMTP.Send" }, "ms-partial-scope"],
  ["of a personal account", { tid: "9188040d-6c67-4c5b-b112-36a304b66dad" }, "olc-imap-off"],
  ["of somebody with another name", { upn: "eva@x.example" }, "ms-wrong-account"],
  [
    "that is as it should be",
    { aud: "https://outlook.office.com", scp: "IMAP.AccessAsUser.All", upn: "ada@x.onmicrosoft.example" },
    "exo-imap-disabled",
  ],
])("a token %s", async (_, claims, id) => {
  const { diagnosis } = await refusedWith(claims);
  expect(diagnosis.id).toBe(id);
  // Of the token nothing else goes where the diagnosis goes.
  expect(Object.keys(diagnosis.params).filter((name) => !["signedIn", "mailbox"].includes(name))).toEqual([]);
});

test("a wrong password is rarely given again: a server may lock the account; a token may be good in a moment", async () => {
  const { error } = await refused({ kind: "password", user: mailbox.userName, password: "old" });
  expect(error).toMatchObject({ code: "authenticationFailed", retry: "askUser", retryAfterMs: 900_000 });
  expect((await refusedWith({})).error).toMatchObject({ retryAfterMs: undefined });
});

test("an error that isn't about who signs in stays the very same: an incident knows it again", async () => {
  const { said, error } = await refusedWith({}, "unreachable");
  expect(error).toBe(said);
});

/** A mailbox that the application's own access has, and a colleague's sign-in too; what becomes of each. */
function shared(met: {
  readonly token?: SyncError;
  readonly mail?: SyncError;
  readonly colleague?: SyncError;
}) {
  const [byApp, colleague] = ["app:t", "s"].map((subject) => ({ ...connection, id: subject, subject }));
  const opened: string[] = [];
  const dead: string[] = [];
  const deps = {
    log: noLog,
    connections: {
      connectionsOfMailbox: async () => [byApp, colleague],
      markDead: async ({ id }: Connection) => void dead.push(id),
    },
    tokens: {
      async credential(_: MailboxRow, { subject }: Connection) {
        const refusal = subject === "s" ? met.colleague : met.token;
        if (refusal !== undefined) throw refusal;
        return { kind: "bearer", user: "", token: subject, expiresAt: null };
      },
      renew: async () => null,
    },
    mail: {
      async open(_: unknown, { token }: Extract<Credential, { kind: "bearer" }>) {
        if (token === "app:t" && met.mail !== undefined) throw met.mail;
        opened.push(token);
      },
    },
  };
  const signedIn = signIn(deps as unknown as Parameters<typeof signIn>[0], mailbox);
  return { signedIn, opened, dead };
}

const rejected = new SyncError("clientRejected", { scope: "provider", retry: "askUser" });

test.each([
  ["is asked for no more", { token: rejected }],
  [
    "has lost the permission",
    { token: new SyncError("wrongResource", { scope: "mailbox", retry: "askUser" }) },
  ],
  [
    "is refused by the mailbox",
    { mail: new SyncError("authenticationFailed", { scope: "mailbox", retry: "askUser" }) },
  ],
])("where the application's own access %s, a colleague's sign-in goes on", async (_, met) => {
  const { signedIn, opened, dead } = shared(met);
  await signedIn;
  expect(opened).toEqual(["s"]);
  expect(dead, "it may be approved again").toEqual([]);
});

test("while the application's own access works, no colleague's sign-in is used", async () => {
  const { signedIn, opened } = shared({});
  await signedIn;
  expect(opened).toEqual(["app:t"]);
});

test("where neither gets in, it is told what the first one met", async () => {
  const { signedIn, opened, dead } = shared({
    token: rejected,
    colleague: new SyncError("grantRevoked", { scope: "mailbox", retry: "askUser" }),
  });
  await expect(signedIn).rejects.toBe(rejected);
  expect(opened).toEqual([]);
  expect(dead).toEqual(["s"]);
});
