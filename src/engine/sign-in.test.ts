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
