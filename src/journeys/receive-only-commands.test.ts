// Receive only without a browser: as `twinbox connect --receive-only`, `sync --once` and `status` have it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { readStatus } from "../cli/commands/status.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox } from "./testing/synced-mailbox.ts";

const CHLOE = "chloe@contoso.example";

let twinbox: RunningTwinbox;
beforeAll(async () => {
  twinbox = await startTwinbox({ serve: false });
});
afterAll(() => twinbox?.close());

test("connected so, it is synced and says so, and nothing can be changed, nor switched by a second connect", async () => {
  const { house, playground } = twinbox;
  const token = await playground.control.issueToken(CHLOE, { seconds: 86_400 });
  const order = {
    workspace: twinbox.workspace.name,
    user: CHLOE,
    server: { ...playground.imap, security: "none" },
    userName: CHLOE,
    grant: { kind: "command", command: `echo ${token}` },
    maps: [{ name: "Inbox", path: "INBOX" }],
    since: "all",
  } as const;
  const mailbox = await SyncedMailbox.connect(house, { ...order, receiveOnly: true });
  await mailbox.sync();
  const inbox = (await mailbox.here()).get("Inbox") ?? [];
  expect(inbox.length).toBe(playground.control.uidsOf(CHLOE, "INBOX").length);
  const status = async () => {
    const [row] = await house.connections.listMailboxes();
    return row === undefined ? null : readStatus(house, row);
  };
  expect(await status()).toMatchObject({ address: CHLOE, receiveOnly: "mailbox" });
  const seen = { kind: "flags", add: FLAG_BITS.seen, remove: 0 } as const;
  const act = () => mailbox.act(seen, [inbox[0]?.id ?? ""]);
  await expect(act()).rejects.toMatchObject({ code: "receiveOnly" });
  await SyncedMailbox.connect(house, { ...order, receiveOnly: false });
  expect(await status()).toMatchObject({ receiveOnly: "mailbox" });
});
