// A mailbox of Playground 365 that is synced round by round through a proxy that can cut, and what lies in it on both
// sides: for the journeys of what is put there from here.
import { expect } from "vitest";
import { APPEND_DOUBT_MS } from "../../core/plan-append.ts";
import type { PlaygroundControl } from "../../playground/control.ts";
import { type CuttingProxy, startCuttingProxy } from "./cutting-proxy.ts";
import { type RunningOptions, type RunningTwinbox, startTwinbox } from "./running-twinbox.ts";
import { SyncedMailbox } from "./synced-mailbox.ts";

export const CHLOE = "chloe@contoso.example";
const FOLDERS: Readonly<Record<string, string>> = { Inbox: "INBOX", Drafts: "Drafts", Archive: "Archive" };

export interface There {
  readonly folder: string;
  readonly flags: readonly string[];
  readonly date: number;
  readonly bytes: Buffer;
}

export class UploadBed {
  readonly twinbox: RunningTwinbox;
  readonly control: PlaygroundControl;
  readonly proxy: CuttingProxy;
  readonly mailbox: SyncedMailbox;

  private constructor(twinbox: RunningTwinbox, proxy: CuttingProxy, mailbox: SyncedMailbox) {
    this.twinbox = twinbox;
    this.control = twinbox.playground.control;
    this.proxy = proxy;
    this.mailbox = mailbox;
  }

  static async start(options: RunningOptions): Promise<UploadBed> {
    const twinbox = await startTwinbox({ ...options, serve: false });
    const proxy = await startCuttingProxy(twinbox.playground.imap.port);
    const mailbox = await connect(twinbox, proxy);
    await mailbox.sync();
    return new UploadBed(twinbox, proxy, mailbox);
  }

  /** After Stop. */
  connectAgain(): Promise<SyncedMailbox> {
    return connect(this.twinbox, this.proxy);
  }

  async close(): Promise<void> {
    await this.twinbox.close();
    await this.proxy.close();
  }

  /** Where the provider has messages of this subject; those a server could only mark don't count. */
  there(subject: string): readonly There[] {
    const { control } = this;
    return Object.entries(FOLDERS).flatMap(([folder, path]) =>
      control.listMessages(CHLOE, path, 1_000).flatMap(({ uid, date }): There[] => {
        const bytes = control.bytesOf(CHLOE, path, uid);
        const flags = [...control.flagsOf(CHLOE, path, uid)].sort();
        if (!bytes.toString("latin1").includes(`Subject: ${subject}\r\n`)) return [];
        return flags.includes("\\Deleted") ? [] : [{ folder, flags, date, bytes }];
      }),
    );
  }

  /** What those messages say. */
  texts(subject: string): readonly string[] {
    return this.there(subject).map(
      ({ bytes }) => /Good morning\. (.*)\r\n/.exec(bytes.toString("latin1"))?.[1] ?? "",
    );
  }

  /** Until the provider has confirmed or refused all there is. */
  async settle(): Promise<void> {
    await this.passTime();
    await this.mailbox.syncUntil(async () => {
      await this.passTime();
      return (await this.mailbox.outbox()).waiting === 0;
    });
    await this.mailbox.sync();
  }

  /** What only time brings about: a server had its time to finish what it was given before a cut. */
  passTime(): Promise<void> {
    return this.twinbox.sql(
      `update twinbox.change set due_at = 0, attempted_at = attempted_at - ${APPEND_DOUBT_MS}
       where state in ('waiting', 'attempted')`,
    );
  }

  async expectIdle(): Promise<void> {
    const seq = await this.mailbox.lastSeq();
    await this.mailbox.sync();
    expect(await this.mailbox.events(seq), "a further round has nothing to do").toEqual([]);
  }

  dismissRefusals(): Promise<void> {
    return this.twinbox.house.desk.dismissRefusals(...this.mailbox.at);
  }
}

async function connect({ playground, house, workspace }: RunningTwinbox, { port }: CuttingProxy) {
  const token = await playground.control.issueToken(CHLOE, { seconds: 86_400 });
  return SyncedMailbox.connect(house, {
    workspace: workspace.name,
    user: CHLOE,
    server: { host: "127.0.0.1", port, security: "none" },
    userName: CHLOE,
    grant: { kind: "command", command: `echo ${token}` },
    maps: Object.entries(FOLDERS).map(([name, path]) => ({ name, path })),
    since: "all",
  });
}
