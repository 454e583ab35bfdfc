import { diagnosisText } from "../../core/diagnosis-texts.ts";
import type { MailboxRow } from "../../engine/ports/connections.ts";
import { parseArguments } from "../arguments.ts";
import type { House } from "../house.ts";
import { withHouse } from "../with-house.ts";

export interface MailboxStatus {
  readonly id: string;
  readonly workspace: string;
  readonly address: string;
  readonly provider: string;
  readonly state: "unmapped" | "importing" | "inSync" | "problem" | "stopped";
  /** Nothing is written at the provider: by the switch of the mailbox, or of its workspace. */
  readonly receiveOnly: MailboxRow["receiveOnly"];
  readonly messages: number;
  readonly done: number;
  readonly total: number;
  /** ISO 8601; null when no living worker has checked it. */
  readonly checkedAt: string | null;
  readonly problem: { readonly id: string; readonly what: string; readonly steps: readonly string[] } | null;
}

export async function statusCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArguments(args, { json: { type: "boolean", default: false } });
  return withHouse(async (house) => {
    const mailboxes = await Promise.all(
      (await house.connections.listMailboxes()).map((mailbox) => readStatus(house, mailbox)),
    );
    if (values.json) console.log(JSON.stringify(mailboxes, null, 2));
    else if (mailboxes.length === 0) console.log("No mailboxes.");
    else for (const mailbox of mailboxes) console.log(describe(mailbox));
    return 0;
  });
}

export async function readStatus(house: House, mailbox: MailboxRow): Promise<MailboxStatus> {
  const at = [mailbox.workspaceId, mailbox.id] as const;
  const [workspace, progress, messages, checkedAt, loaded] = await Promise.all([
    house.accounts.readWorkspace(mailbox.workspaceId),
    house.reading.progress(...at),
    house.reading.countMessages(...at),
    house.store.checkedAt(mailbox.id),
    house.store.load(...at),
  ]);
  // A folder that was never read has nothing to count yet.
  const unread = (loaded?.folders ?? []).some(
    ({ mapping, ledger, goneAt }) =>
      mapping !== null && goneAt === null && (ledger === null || !mapping.searched),
  );
  const text = mailbox.diagnosis === null ? null : diagnosisText(mailbox.diagnosis, "en");
  return {
    id: mailbox.id,
    workspace: workspace?.name ?? "",
    address: mailbox.address,
    provider: mailbox.provider,
    state:
      mailbox.state !== "syncing"
        ? mailbox.state
        : text !== null
          ? "problem"
          : unread || progress.done < progress.total
            ? "importing"
            : "inSync",
    receiveOnly: mailbox.receiveOnly,
    messages,
    done: progress.done,
    total: progress.total,
    checkedAt: checkedAt === null ? null : new Date(checkedAt).toISOString(),
    problem:
      mailbox.diagnosis === null || text === null
        ? null
        : { id: mailbox.diagnosis.id, what: text.what, steps: text.steps },
  };
}

function describe(mailbox: MailboxStatus): string {
  const progress = mailbox.state === "importing" ? ` (${mailbox.done} of ${mailbox.total})` : "";
  const checked = mailbox.checkedAt === null ? "" : `, checked ${mailbox.checkedAt}`;
  const only = mailbox.receiveOnly === "off" ? "" : ", receive only";
  const lines = [
    `${mailbox.id}  ${mailbox.address}  ${mailbox.state}${progress}, ${mailbox.messages} messages${only}${checked}`,
  ];
  if (mailbox.problem !== null) {
    lines.push(`  ${mailbox.problem.what}`, ...mailbox.problem.steps.map((step) => `  - ${step}`));
  }
  return lines.join("\n");
}
