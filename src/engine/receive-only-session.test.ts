import { expect, test } from "vitest";
import type { MailSession } from "./ports/mail.ts";
import { sessionFor } from "./receive-only-session.ts";

/** Every method by which something reaches the provider, named here: a new one of the port doesn't compile before it
 *  is known which it is. */
const WRITES: { readonly [M in keyof MailSession]: boolean } = {
  profile: false,
  isOpen: false,
  endsAt: false,
  traffic: false,
  listFolders: false,
  statusFolders: false,
  openFolder: false,
  close: false,
  createFolder: true,
  renameFolder: true,
  deleteFolder: true,
  openForWriting: true,
  appendMessage: true,
};
const METHODS = Object.keys(WRITES) as (keyof MailSession)[];

function spied(): { readonly session: MailSession; readonly asked: string[] } {
  const asked: string[] = [];
  const values: readonly (keyof MailSession)[] = ["profile", "isOpen", "endsAt", "traffic"];
  const methods = METHODS.map((name) => [name, values.includes(name) ? {} : () => asked.push(name)]);
  return { session: Object.fromEntries(methods) as MailSession, asked };
}

test("a session that only receives asks the provider for all that reads, and for nothing that writes", async () => {
  const { session, asked } = spied();
  const guarded = sessionFor({ receiveOnly: "mailbox" }, session);
  for (const name of METHODS) {
    const value = guarded[name] as unknown;
    if (typeof value !== "function") expect(value).toBe(session[name]);
    else if (WRITES[name]) {
      await expect(value.call(guarded, "INBOX")).rejects.toMatchObject({
        code: "receiveOnly",
        retry: "never",
      });
    } else value.call(guarded, "INBOX");
  }
  expect(asked).toEqual(["listFolders", "statusFolders", "openFolder", "close"]);
});

test("any other session is what it is", () => {
  const { session } = spied();
  expect(sessionFor({ receiveOnly: "off" }, session)).toBe(session);
  expect(sessionFor({ receiveOnly: "workspace" }, session)).not.toBe(session);
});
