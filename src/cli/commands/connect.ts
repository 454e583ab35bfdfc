// Connects an IMAP mailbox without a browser: workspace and user are made where they are missing, the folders are
// mapped, and the mailbox is ready to sync.
import { createInterface } from "node:readline";
import { type ConnectionId, type MailboxId, newId, type UserId, type WorkspaceId } from "../../base/ids.ts";
import { APP_FOLDER_ROLES, type AppFolderRole } from "../../core/folder-role.ts";
import type { User, Workspace } from "../../engine/ports/accounts.ts";
import type { Grant, ImportWindow } from "../../engine/ports/connections.ts";
import type { ChosenMapping } from "../../engine/ports/desk.ts";
import type { Credential, Security, ServerAddress } from "../../engine/ports/mail.ts";
import { secretContext } from "../../engine/ports/secrets.ts";
import { parseArguments, required } from "../arguments.ts";
import type { House } from "../house.ts";
import { runTokenCommand, systemClock, systemRandom } from "../system.ts";
import { UsageError } from "../usage-error.ts";
import { withHouse } from "../with-house.ts";
import { readStatus } from "./status.ts";

interface Order {
  readonly workspace: string;
  readonly user: string;
  readonly server: ServerAddress;
  readonly userName: string;
  readonly grant: Exclude<Grant, { kind: "oauth" }>;
  readonly maps: readonly { readonly name: string; readonly path: string }[];
  readonly since: ImportWindow;
  readonly json: boolean;
}

export async function connectCommand(args: readonly string[]): Promise<number> {
  const order = await readOrder(args);
  return withHouse(async (house) => {
    // The server is tried first: nothing is made for a mailbox that can't be opened.
    const session = await house.mail.open(order.server, await credentialOf(order), {});
    try {
      await session.listFolders();
    } finally {
      await session.close();
    }
    const workspace = await findOrMakeWorkspace(house, order.workspace);
    const user = await findOrMakeUser(house, workspace, order.user);
    const mailboxId = await connect(house, order, workspace, user);
    const picker = await house.folders.picker(workspace.id, mailboxId);
    const byPath = new Map(picker.folders.map((folder) => [folder.path.toLowerCase(), folder.id]));
    const chosen = order.maps.map(
      (map): ChosenMapping => ({
        role: roleNamed(map.name),
        name: map.name,
        folderId: byPath.get(map.path.toLowerCase()) ?? missing(map.path, picker.folders),
        subtree: false,
      }),
    );
    const problems = await house.folders.save(workspace.id, mailboxId, chosen, order.since);
    if (problems.length > 0) throw new UsageError(problems.map(({ message }) => message).join("\n"));
    const mailbox = await house.connections.findMailbox(mailboxId);
    if (mailbox === null) throw new UsageError("The mailbox was removed meanwhile.");
    const status = await readStatus(house, mailbox);
    if (order.json) console.log(JSON.stringify(status));
    else
      console.log(`${status.address} is connected as ${status.id}.\nNext: twinbox sync ${status.id} --once`);
    return 0;
  });
}

function missing(path: string, folders: readonly { readonly path: string }[]): never {
  const there = folders.map((folder) => folder.path).join(", ");
  throw new UsageError(`There is no folder "${path}". There are: ${there}.`);
}

async function readOrder(args: readonly string[]): Promise<Order> {
  const text = { type: "string" } as const;
  const { values } = parseArguments(args, {
    workspace: text,
    user: text,
    provider: text,
    host: text,
    port: text,
    tls: text,
    username: text,
    since: text,
    "token-command": text,
    "password-stdin": { type: "boolean", default: false },
    map: { type: "string", multiple: true, default: [] },
    json: { type: "boolean", default: false },
  });
  if (required(values.provider, "provider") !== "imap") {
    throw new UsageError("Only --provider imap can be connected here; others sign in with a browser.");
  }
  const user = required(values.user, "user");
  if (!/^[^\s@]+@[^\s@]+$/.test(user)) throw new UsageError("--user must be an email address.");
  const port = Number(required(values.port, "port"));
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new UsageError("--port must be 1 to 65535.");
  const since = required(values.since, "since");
  if (!isWindow(since)) throw new UsageError("--since must be 1m, 3m, 1y or all.");
  const command = values["token-command"];
  if (values["password-stdin"] === (command !== undefined)) {
    throw new UsageError("Give exactly one of --password-stdin and --token-command.");
  }
  if (values.map.length === 0) throw new UsageError('Map at least one folder: --map "Inbox=INBOX".');
  return {
    workspace: required(values.workspace, "workspace"),
    user: user.toLowerCase(),
    server: { host: required(values.host, "host"), port, security: security(required(values.tls, "tls")) },
    userName: required(values.username, "username"),
    maps: values.map.map(parseMap),
    since,
    json: values.json,
    grant:
      command === undefined
        ? { kind: "password", password: await firstLineOfInput() }
        : { kind: "command", command },
  };
}

function parseMap(text: string): { readonly name: string; readonly path: string } {
  const at = text.indexOf("=");
  const name = text.slice(0, at).trim();
  const path = text.slice(at + 1).trim();
  if (at < 1 || name === "" || path === "")
    throw new UsageError(`--map "${text}" must be "Folder here=Folder there".`);
  return { name, path };
}

function security(tls: string): Security {
  if (tls === "implicit" || tls === "starttls" || tls === "none") return tls;
  throw new UsageError("--tls must be implicit, starttls or none.");
}

function isWindow(text: string): text is ImportWindow {
  return text === "1m" || text === "3m" || text === "1y" || text === "all";
}

function roleNamed(name: string): AppFolderRole | null {
  return APP_FOLDER_ROLES.find((role) => role === name.toLowerCase()) ?? null;
}

async function firstLineOfInput(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line !== "") return line;
    break;
  }
  throw new UsageError("No password came on standard input.");
}

async function credentialOf({ grant, userName }: Order): Promise<Credential> {
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

async function connect(house: House, order: Order, workspace: Workspace, user: User): Promise<MailboxId> {
  const { mailbox } = await house.connections.connect({
    workspaceId: workspace.id,
    mailboxId: newId<MailboxId>(systemClock, systemRandom),
    identity: {
      provider: "imap",
      cloud: `${order.server.host.toLowerCase()}:${order.server.port}`,
      directoryTenant: "",
      address: order.userName.includes("@") ? order.userName.toLowerCase() : user.email,
    },
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
