// Connects an IMAP mailbox without a browser: workspace and user are made where they are missing, the folders are
// mapped, and the mailbox is ready to sync.
import { type ConnectionId, type MailboxId, newId, type UserId, type WorkspaceId } from "../base/ids.ts";
import { APP_FOLDER_ROLES, type AppFolderRole } from "../core/folder-role.ts";
import { imapIdentity } from "../engine/imap-identity.ts";
import type { User, Workspace } from "../engine/ports/accounts.ts";
import type { Grant, ImportWindow, MailboxRow } from "../engine/ports/connections.ts";
import type { ChosenMapping } from "../engine/ports/desk.ts";
import type { Credential, ServerAddress } from "../engine/ports/mail.ts";
import { secretContext } from "../engine/ports/secrets.ts";
import type { House } from "./house.ts";
import { runTokenCommand, systemClock, systemRandom } from "./system.ts";
import { UsageError } from "./usage-error.ts";

export interface ConnectOrder {
  readonly workspace: string;
  /** Lower case. */
  readonly user: string;
  readonly server: ServerAddress;
  readonly userName: string;
  readonly grant: Extract<Grant, { kind: "password" | "command" }>;
  readonly maps: readonly { readonly name: string; readonly path: string }[];
  readonly since: ImportWindow;
  /** Nothing is ever written at the provider. */
  readonly receiveOnly?: boolean;
}

export async function connectMailbox(house: House, order: ConnectOrder): Promise<MailboxRow> {
  await tryServer(house, order);
  const workspace = await findOrMakeWorkspace(house, order.workspace);
  const user = await findOrMakeUser(house, workspace, order.user);
  const mailboxId = await connect(house, order, workspace, user);
  if (order.receiveOnly === true) {
    await house.receiveOnly.switchMailbox(workspace.id, mailboxId, { on: true, outbox: "finish" });
  }
  const picker = await house.folders.picker(workspace.id, mailboxId);
  const chosen = order.maps.map((map): ChosenMapping => {
    const { id: folderId } = folderNamed(map.path, picker.folders);
    return { role: roleNamed(map.name), name: map.name, folderId, subtree: false };
  });
  const problems = await house.folders.save(workspace.id, mailboxId, chosen, order.since);
  if (problems.length > 0) throw new UsageError(problems.map(({ message }) => message).join("\n"));
  const mailbox = await house.connections.findMailbox(mailboxId);
  if (mailbox === null) throw new UsageError("The mailbox was removed meanwhile.");
  return mailbox;
}

/** The server is tried first: nothing is made for a mailbox that can't be opened or lacks the folders named. */
async function tryServer(house: House, order: ConnectOrder): Promise<void> {
  const session = await house.mail.open(order.server, await credentialOf(order), {});
  try {
    const folders = await session.listFolders();
    for (const { path } of order.maps) folderNamed(path, folders);
  } finally {
    await session.close();
  }
}

/** In other letters too, where only one folder can be meant. */
function folderNamed<F extends { readonly path: string }>(path: string, folders: readonly F[]): F {
  const alike = folders.filter((folder) => folder.path.toLowerCase() === path.toLowerCase());
  const found = alike.find((folder) => folder.path === path) ?? (alike.length === 1 ? alike[0] : undefined);
  if (found !== undefined) return found;
  const there = folders.map((folder) => folder.path).join(", ");
  throw new UsageError(`There is no folder "${path}". There are: ${there}.`);
}

function roleNamed(name: string): AppFolderRole | null {
  return APP_FOLDER_ROLES.find((role) => role === name.toLowerCase()) ?? null;
}

async function credentialOf({ grant, userName }: ConnectOrder): Promise<Credential> {
  if (grant.kind === "password") return { kind: "password", user: userName, password: grant.password };
  return { kind: "bearer", user: userName, token: await runTokenCommand(grant.command), expiresAt: null };
}

async function findOrMakeWorkspace(house: House, name: string): Promise<Workspace> {
  const found = await house.accounts.findWorkspace(name);
  if (found !== null) return found;
  const workspace: Workspace = {
    id: newId<WorkspaceId>(systemClock, systemRandom),
    name,
    activation: "active",
    requestedBy: null,
    requestedAt: null,
    ownDomains: [],
    addressPolicy: "ownDomains",
  };
  await house.accounts.createWorkspace(workspace);
  return workspace;
}

async function findOrMakeUser(house: House, workspace: Workspace, email: string): Promise<User> {
  const found = await house.accounts.findUser(workspace.id, email);
  if (found !== null) return found;
  const user: User = {
    id: newId<UserId>(systemClock, systemRandom),
    workspaceId: workspace.id,
    email,
    name: email,
    role: "user",
    language: "en",
  };
  await house.accounts.createUser(user, null);
  return user;
}

async function connect(
  house: House,
  order: ConnectOrder,
  workspace: Workspace,
  user: User,
): Promise<MailboxId> {
  const { mailbox } = await house.connections.connect({
    workspaceId: workspace.id,
    mailboxId: newId<MailboxId>(systemClock, systemRandom),
    identity: imapIdentity(
      order.server,
      order.userName,
      order.userName.includes("@") ? order.userName : user.email,
    ),
    displayName: user.name,
    userName: order.userName,
    incoming: order.server,
    outgoing: null,
    connectionId: newId<ConnectionId>(systemClock, systemRandom),
    userId: user.id,
    providerId: null,
    subject: order.userName,
    now: systemClock.now(),
    sealGrant: (id) => house.vault.seal(JSON.stringify(order.grant), secretContext("connection", id)),
  });
  await house.accounts.audit({
    at: systemClock.now(),
    workspaceId: workspace.id,
    actor: "cli",
    action: "mailbox.connected",
    detail: { mailbox: mailbox.id },
  });
  return mailbox.id;
}
