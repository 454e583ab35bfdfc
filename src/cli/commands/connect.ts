// Connects an IMAP mailbox without a browser.
import { createInterface } from "node:readline";
import type { ImportWindow } from "../../engine/ports/connections.ts";
import type { Security } from "../../engine/ports/mail.ts";
import { parseArguments, required } from "../arguments.ts";
import { type ConnectOrder, connectMailbox } from "../connect-mailbox.ts";
import { UsageError } from "../usage-error.ts";
import { withHouse } from "../with-house.ts";
import { readStatus } from "./status.ts";

export async function connectCommand(args: readonly string[]): Promise<number> {
  const { json, ...order } = await readOrder(args);
  return withHouse(async (house) => {
    const status = await readStatus(house, await connectMailbox(house, order));
    if (json) console.log(JSON.stringify(status));
    else {
      console.log(`${status.address} is connected as ${status.id}.\nNext: twinbox sync ${status.id} --once`);
    }
    return 0;
  });
}

async function readOrder(args: readonly string[]): Promise<ConnectOrder & { readonly json: boolean }> {
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
    "receive-only": { type: "boolean", default: false },
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
    receiveOnly: values["receive-only"],
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

async function firstLineOfInput(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line !== "") return line;
    break;
  }
  throw new UsageError("No password came on standard input.");
}
