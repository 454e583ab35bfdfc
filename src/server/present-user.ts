// A user of the workspace, as its admins see them: the state of mailboxes, never mail.
import type { AnswerOf } from "../api/operations.ts";
import type { User } from "../engine/ports/accounts.ts";
import type { Connection } from "../engine/ports/connections.ts";
import type { KeptMailbox } from "../engine/ports/leaving.ts";
import type { ServerDeps } from "./deps.ts";
import { aboutMailbox } from "./email-settings.ts";
import { presentDiagnosis, time } from "./present.ts";

type WorkspaceUser = AnswerOf<"listUsers">[number];

/** `language`: the reader's. */
export async function presentUser(
  deps: ServerDeps,
  user: User,
  language: User["language"],
): Promise<WorkspaceUser> {
  const connection = await deps.connections.connectionOfUser(user.workspaceId, user.id);
  const kept = await deps.leaving.keptMailboxes(user.workspaceId, user.id);
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    mailbox: connection === null ? null : await presentConnected(deps, user, connection, language),
    kept: kept.map(presentKept),
  };
}

async function presentConnected(
  { connections, leaving }: ServerDeps,
  user: User,
  { mailboxId, providerId, id }: Connection,
  language: User["language"],
): Promise<WorkspaceUser["mailbox"]> {
  const { workspaceId } = user;
  const mailbox = await connections.readMailbox(workspaceId, mailboxId);
  if (mailbox === null) return null;
  const [provider, all, holds] = await Promise.all([
    providerId === null ? null : connections.readProvider(workspaceId, providerId),
    connections.connectionsOfMailbox(workspaceId, mailboxId),
    leaving.holds(workspaceId, [mailboxId]),
  ]);
  const { diagnosis, state } = mailbox;
  return {
    id: mailboxId,
    address: mailbox.address,
    state: diagnosis !== null ? "problem" : state === "syncing" ? "inSync" : state,
    diagnosis:
      diagnosis === null
        ? null
        : presentDiagnosis(diagnosis, {
            language,
            since: mailbox.diagnosisSince,
            about: aboutMailbox(mailbox, provider, user),
          }),
    heldSince: timeOrNull(holds.get(mailboxId) ?? null),
    others: all.filter((other) => other.id !== id).length,
  };
}

function presentKept({ since, heldSince, ...kept }: KeptMailbox): WorkspaceUser["kept"][number] {
  return { ...kept, since: time(since), heldSince: timeOrNull(heldSince) };
}

function timeOrNull(ms: number | null): string | null {
  return ms === null ? null : time(ms);
}
