// A whole Twinbox for `npm run bench -- web`: server, worker, embedded Postgres and the playground, all in this process,
// with one mailbox that was imported as any other is: 100,000 messages in Inbox, a few thousand in Sent.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { newId, type UserId, type WorkspaceId } from "../base/ids.ts";
import { readConfig } from "../cli/config.ts";
import { connectMailbox } from "../cli/connect-mailbox.ts";
import { type House, openHouse } from "../cli/house.ts";
import { createLog } from "../cli/log.ts";
import { startServing } from "../cli/serve.ts";
import { systemClock, systemRandom } from "../cli/system.ts";
import type { MailboxRow } from "../engine/ports/connections.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import { startPlayground } from "../playground/playground.ts";
import { freePort } from "../providers/testing/free-port.ts";
import { createPasswords } from "../server/passwords.ts";
import { Language } from "./search-rows.ts";

export const USER = "ada@contoso.example";
export const PASSWORD = "correct horse battery";
const FOLDERS = { Inbox: "INBOX", Sent: "Sent Items" } as const;
const WORKSPACE = "Bench";
const SENT = 2_000;
const MINUTE_MS = 60_000;
const LOOK_MS = 500;
/** Postgres then has counted and tidied what came (autovacuum looks once a minute). */
const SETTLE_MS = 90_000;
const TEXTS = 500;

export interface BenchServer {
  readonly url: string;
  readonly control: PlaygroundControl;
  /** The time of day at which the next commit that brings a message was made, ms. */
  nextArrival(): Promise<number>;
  close(): Promise<void>;
}

export async function startBenchServer(messages: number): Promise<BenchServer> {
  const home = mkdtempSync(path.join(process.env.TWINBOX_BENCH_DIR ?? os.tmpdir(), "twinbox-bench-"));
  const closers: (() => unknown)[] = [() => rmSync(home, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const [port, imap] = [await freePort(), await freePort()];
    const config = readConfig(
      { TWINBOX_DATA: home, TWINBOX_PORT: String(port), TWINBOX_MAIL_NETWORKS: `127.0.0.1:${imap}` },
      process.cwd(),
    );
    const house = await openHouse(config, createLog("error", null));
    closers.push(() => house.close());
    const { control, ...playground } = await startPlayground({
      dataDir: path.join(home, "playground"),
      redirectUris: house.connecting.redirectUris("microsoft"),
      size: "small",
      profile: "modern",
      ports: { imap },
    });
    closers.push(() => playground.close());
    await fill(control, FOLDERS.Sent, SENT);
    await fill(control, FOLDERS.Inbox, messages);
    const mailbox = await connect(house, control, imap);
    let arrived = Promise.withResolvers<number>();
    const { store } = house;
    const noting: House["store"] = {
      ...store,
      async commit(ownership, changes) {
        await store.commit(ownership, changes);
        if (changes.messages !== undefined && changes.messages.length > 0) arrived.resolve(Date.now());
      },
    };
    // Left out: reading 100,000 messages for the search, which rests three times as long as it works and would go on
    // through all that is measured.
    const searchIndex = { ...house.searchIndex, mailboxesToIndex: async () => [] };
    const workerDeps = { ...house.workerDeps, store: noting };
    const running = await startServing({ ...house, searchIndex, workerDeps });
    closers.push(() => running.close());
    await imported(house, mailbox, messages + SENT);
    return {
      url: config.publicUrl,
      control,
      close,
      nextArrival() {
        arrived = Promise.withResolvers();
        return arrived.promise;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Over the last years; a tenth is unread; every fourth has HTML. All are of their own: a list by conversations has as
 *  many rows. */
async function fill(control: PlaygroundControl, folder: string, count: number): Promise<void> {
  const language = new Language();
  const texts = Array.from({ length: TEXTS }, () => language.text(20 + Math.floor(language.random() * 200)));
  // What the playground has put there.
  const there = control.listMessages(USER, folder, count).map(({ uid }) => uid);
  await control.expunge(USER, folder, there);
  const began = Date.now();
  for (let n = 0; n < count; n++) {
    const date = began - (count - n) * 20 * MINUTE_MS;
    const { name, address } = language.person();
    const text = texts[n % TEXTS] ?? "";
    const [type, body] =
      n % 4 === 3 ? ["html", htmlOf(text)] : ["plain", text.replace(/(.{60,70}) /g, "$1\r\n")];
    const head = [
      `From: ${name} <${address}>`,
      `To: ${USER}`,
      `Subject: ${language.text(5)} ${n}`,
      `Message-ID: <${n}.${folder.replaceAll(" ", "")}@adatum.example>`,
      `Date: ${new Date(date).toUTCString()}`,
      "MIME-Version: 1.0",
      `Content-Type: text/${type}; charset=utf-8`,
    ];
    const raw = Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}\r\n`);
    await control.deliver(USER, { folder, raw, date, flags: n % 10 === 5 ? [] : ["\\Seen"] });
  }
}

/** A letter with tables, as mail programs write it. */
function htmlOf(text: string): string {
  const rows = text
    .split(/(?<=(?:\S+ ){12})/)
    .map((line) => `<tr><td style="padding:8px;font-family:Arial;color:#333">${line}</td></tr>\r\n`);
  return `<!doctype html><html><head><style>td{font-size:14px}</style></head><body>\r\n<table width="100%">\r\n${rows.join("")}</table></body></html>`;
}

async function connect(house: House, control: PlaygroundControl, port: number): Promise<MailboxRow> {
  const workspaceId = newId<WorkspaceId>(systemClock, systemRandom);
  await house.accounts.createWorkspace({
    ...{ id: workspaceId, name: WORKSPACE, activation: "active", requestedBy: null, requestedAt: null },
    ...{ ownDomains: ["contoso.example"], addressPolicy: "ownDomains" },
  });
  const id = newId<UserId>(systemClock, systemRandom);
  const hash = await createPasswords().hash(PASSWORD);
  const user = { id, workspaceId, email: USER, name: "Ada Jansen", role: "user", language: "en" } as const;
  await house.accounts.createUser(user, hash);
  const token = await control.issueToken(USER, { seconds: 86_400 });
  return connectMailbox(house, {
    workspace: WORKSPACE,
    user: USER,
    server: { host: "127.0.0.1", port, security: "none" },
    userName: USER,
    grant: { kind: "command", command: `echo ${token}` },
    maps: Object.entries(FOLDERS).map(([name, folder]) => ({ name, path: folder })),
    since: "all",
  });
}

async function imported(house: House, { workspaceId, id }: MailboxRow, messages: number): Promise<void> {
  const began = performance.now();
  while ((await house.reading.countMessages(workspaceId, id)) < messages) await wait(LOOK_MS);
  console.log(`${messages} messages imported in ${((performance.now() - began) / 1e3).toFixed(0)} s`);
  await wait(SETTLE_MS);
}
