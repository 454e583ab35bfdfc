// `npm run bench -- doctor`: how soon a failure is on the screen of whom it befell, and how soon after its end the
// mailbox is in sync again without a click; for each switch of the playground that can show there. The screen is what
// the event stream sends to an open panel. Takes about a quarter of an hour: what recovers by itself has to be waited for, and
// it ends at a random moment, so that no wait of ours falls together with it.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { newId, type ProviderId, type UserId, type WorkspaceId } from "../base/ids.ts";
import { readConfig } from "../cli/config.ts";
import { type House, openHouse } from "../cli/house.ts";
import { createLog } from "../cli/log.ts";
import { startServing } from "../cli/serve.ts";
import { systemClock, systemRandom } from "../cli/system.ts";
import type { Workspace } from "../engine/ports/accounts.ts";
import type { Provider } from "../engine/ports/connections.ts";
import { secretContext } from "../engine/ports/secrets.ts";
import { ApiClient } from "../journeys/testing/api-client.ts";
import { connectByForms, toCallback } from "../journeys/testing/sign-in-by-forms.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import { type Playground, startPlayground } from "../playground/playground.ts";
import { SWITCHES_OFF, type Switches, type SwitchName } from "../playground/switches.ts";
import { freePort } from "../providers/testing/free-port.ts";
import { createPasswords } from "../server/passwords.ts";
import { Panel, type Seen, type Settings } from "./panel.ts";
import { seededRandom } from "./seeded-random.ts";

type Failure = Partial<Switches>;

const PASSWORD = "correct horse battery";
const AT_MICROSOFT = ["ada", "bram", "chloe", "jobs"].map((name) => `${name}@contoso.example`);
const AT_GOOGLE = ["gwen", "hugo"].map((name) => `${name}@contoso-labs.example`);

const CONNECTING: readonly Failure[] = [
  { callbackError: "65004" },
  { callbackError: "90094" },
  { tokenError: "7000222" },
  { tokenStatus: 503 },
  { withheldScopes: "IMAP.AccessAsUser.All" },
  { withheldRefreshToken: true },
  { loginRefused: true },
  { noMailbox: true },
  { imapOff: true },
  { tooManyConnections: true },
  { serverUnavailable: true },
  { throttledMs: 5_000 },
  { unreachable: true },
];
const RUNNING: readonly Failure[] = [
  { tokenError: "50173" },
  { tokenError: "53003" },
  { withheldScopes: "IMAP.AccessAsUser.All" },
  { loginRefused: true },
  { noMailbox: true },
  { imapOff: true },
  { tooManyConnections: true },
  { serverUnavailable: true },
  { throttledMs: 5_000 },
  { bye: true },
  { unreachable: true },
];
/** Without its limits: Google counts by the day, and is asked again after an hour. */
const RUNNING_AT_GOOGLE: readonly Failure[] = [
  { tokenError: "invalid_grant" },
  { loginRefused: true },
  { imapOff: true },
  { tooManyConnections: true },
  { webLogin: true },
];
/** Of the registration, or of the service: everybody's at once. */
const RUNNING_FOR_ALL: readonly Failure[] = [{ tokenError: "7000222" }, { tokenStatus: 503 }];

/** What only a sign-in meets (at Gmail also that IMAP is off). The session that is open then goes on, as the mailbox does: it is cut. */
const AT_SIGN_IN: readonly SwitchName[] = [
  "tokenError",
  "tokenStatus",
  "withheldScopes",
  "loginRefused",
  "imapOff",
  "noMailbox",
  "tooManyConnections",
  "webLogin",
];
/** Each sign-in refreshes. */
const TOKEN_SECONDS = 200;
/** A failure lasts so long at most, after it is on the screen. */
const LASTS_MS_MAX = 60_000;
const PATIENCE_MS = 180_000;
/** Then each failure has befallen somebody. */
const ROUNDS = 4;

interface Times {
  readonly seen: number[];
  readonly over: number[];
  readonly causes: Set<string>;
}

interface Person {
  readonly address: string;
  readonly client: ApiClient;
  readonly panel: Panel;
}

export async function benchDoctor(): Promise<void> {
  const home = mkdtempSync(path.join(process.env.TWINBOX_BENCH_DIR ?? os.tmpdir(), "twinbox-bench-"));
  const [port = 0, web = 0, imap = 0, smtp = 0, gmail = 0] = await Promise.all(
    Array.from({ length: 5 }, freePort),
  );
  const config = readConfig(
    {
      TWINBOX_DATA: home,
      TWINBOX_PORT: String(port),
      TWINBOX_MAIL_NETWORKS: [web, imap, smtp, gmail].map((each) => `127.0.0.1:${each}`).join(","),
    },
    process.cwd(),
  );
  const house = await openHouse(config, createLog("error", null));
  const serving = await startServing(house);
  const playground = await startPlayground({
    dataDir: path.join(home, "playground"),
    redirectUris: house.connecting.redirectUris("microsoft"),
    googleRedirectUris: house.connecting.redirectUris("google"),
    size: "small",
    ports: { web, imap, smtp, gmail },
  });
  playground.control.accessTokenSeconds = TOKEN_SECONDS;
  const people: Person[] = [];
  try {
    await furnish(house, playground);
    for (const address of [...AT_MICROSOFT, ...AT_GOOGLE]) {
      const client = new ApiClient(config.publicUrl);
      await client.call("signIn", { body: { email: address, password: PASSWORD } });
      people.push({ address, client, panel: await Panel.open(client) });
    }
    const microsoft = people.slice(0, AT_MICROSOFT.length);
    await measureConnecting(playground.control, microsoft);
    for (const person of people) await synchronize(person);
    await measureRunning(playground.control, microsoft, people.slice(AT_MICROSOFT.length));
  } finally {
    for (const { panel } of people) panel.close();
    await serving.close();
    await playground.close();
    await house.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** From the browser's return to the diagnosis in the panel. */
async function measureConnecting(control: PlaygroundControl, people: readonly Person[]): Promise<void> {
  const table = new Map<string, Times>();
  for (const failure of CONNECTING) {
    for (const { address, client, panel } of people) {
      turn(control, address, failure);
      const callback = await toCallback(client, address);
      const own = (await client.call("readEmailSettings")).attempt?.id;
      const seen = panel.until(
        ({ attempt }) => (attempt?.id === own ? (attempt?.diagnosis?.id ?? null) : null),
        PATIENCE_MS,
      );
      await client.visit(callback);
      note(table, failure, await seen, null);
      control.clearSwitches();
    }
  }
  show("while connecting", table);
}

async function measureRunning(
  control: PlaygroundControl,
  microsoft: readonly Person[],
  google: readonly Person[],
): Promise<void> {
  const table = new Map<string, Times>();
  const random = seededRandom(1);
  const each = async (people: readonly Person[], failures: readonly Failure[]): Promise<void> => {
    for (let round = 0; round < ROUNDS; round++) {
      // Everybody has another one at a time.
      const turns = people.map((person, i) => {
        const failure = failures[(round + i * 3) % failures.length] ?? {};
        return happen(control, person, failure, { table, lastsMs: random() * LASTS_MS_MAX });
      });
      await Promise.all(turns);
    }
  };
  await Promise.all([each(microsoft, RUNNING), each(google, RUNNING_AT_GOOGLE)]);
  for (const failure of RUNNING_FOR_ALL) {
    const lastsMs = random() * LASTS_MS_MAX;
    await Promise.all(microsoft.map((person) => happen(control, person, failure, { table, lastsMs })));
  }
  show("of mailboxes in sync", table);
}

async function happen(
  control: PlaygroundControl,
  { address, panel }: Person,
  failure: Failure,
  { table, lastsMs }: { readonly table: Map<string, Times>; readonly lastsMs: number },
): Promise<void> {
  turn(control, address, failure);
  const isCut = AT_SIGN_IN.some((name) => name in failure);
  const look = ({ mailbox }: Settings): string | null => {
    const id = mailbox?.diagnosis?.id ?? null;
    // Of a cut that follows another failure it is told at once that it was one.
    return isCut && id === "disconnected" ? null : id;
  };
  const seen = await panel.until(look, PATIENCE_MS, () => {
    if (isCut) control.cutSessions(address);
  });
  await wait(lastsMs);
  for (const name of Object.keys(failure) as SwitchName[])
    control.setSwitch(address, name, SWITCHES_OFF[name]);
  const over = await panel.until(
    ({ mailbox }) => (mailbox?.state === "inSync" ? "inSync" : null),
    PATIENCE_MS,
  );
  note(table, failure, seen, over.ms);
}

function turn(control: PlaygroundControl, address: string, failure: Failure): void {
  for (const [name, value] of Object.entries(failure)) control.setSwitch(address, name as SwitchName, value);
}

function note(table: Map<string, Times>, failure: Failure, seen: Seen, overMs: number | null): void {
  const name = Object.entries(failure)
    .map(([each, value]) => (value === true ? each : `${each} ${value}`))
    .join(", ");
  const times = table.get(name) ?? { seen: [], over: [], causes: new Set<string>() };
  table.set(name, times);
  times.seen.push(seen.ms);
  if (overMs !== null) times.over.push(overMs);
  times.causes.add(seen.what);
}

function show(title: string, table: ReadonlyMap<string, Times>): void {
  console.log(`\n${title}, seconds\n`);
  console.log(
    "| switch | times | diagnosis after, median | most | in sync again after, median | most | diagnosis |",
  );
  console.log("|---|---|---|---|---|---|---|");
  for (const [name, { seen, over, causes }] of table) {
    const figures = [...middleAndMost(seen), ...middleAndMost(over)].join(" | ");
    console.log(`| ${name} | ${seen.length} | ${figures} | ${[...causes].join(", ")} |`);
  }
}

function middleAndMost(times: readonly number[]): readonly [string, string] {
  if (times.length === 0) return ["", ""];
  const sorted = times.toSorted((a, b) => a - b);
  const seconds = (ms = 0): string => (ms / 1_000).toFixed(1);
  return [seconds(sorted[Math.floor((sorted.length - 1) / 2)]), seconds(sorted.at(-1))];
}

async function synchronize({ address, client, panel }: Person): Promise<void> {
  const mailboxId = await connectByForms(client, address);
  const { folders } = await client.call("readFolderPicker", { params: { mailboxId } });
  const inbox = folders.find(({ path: name }) => name === "INBOX")?.id ?? "";
  const mappings = [{ role: "inbox" as const, name: "Inbox", remoteFolderId: inbox, subtree: false }];
  await client.call("saveMappings", { params: { mailboxId }, body: { mappings, importWindow: "all" } });
  await panel.until(({ mailbox }) => (mailbox?.state === "inSync" ? "inSync" : null), PATIENCE_MS);
}

/** One workspace with everybody, and both sign-in services. */
async function furnish(house: House, playground: Playground): Promise<void> {
  const { accounts } = house;
  const workspace: Workspace = {
    ...{ id: newId<WorkspaceId>(systemClock, systemRandom), name: "Bench", activation: "active" },
    ...{ requestedBy: null, requestedAt: null },
    ...{ ownDomains: ["contoso.example", "contoso-labs.example"], addressPolicy: "ownDomains" },
  };
  await accounts.createWorkspace(workspace);
  const hash = await createPasswords().hash(PASSWORD);
  for (const email of [...AT_MICROSOFT, ...AT_GOOGLE]) {
    const id = newId<UserId>(systemClock, systemRandom);
    const user = { id, workspaceId: workspace.id, email, name: email, role: "user", language: "en" } as const;
    await accounts.createUser(user, hash);
  }
  const offer = async (
    made: Pick<Provider, "kind" | "name" | "clientId" | "tenant" | "hosts">,
    clientSecret: string,
  ): Promise<void> => {
    const id = newId<ProviderId>(systemClock, systemRandom);
    const sealedSecret = await house.vault.seal(clientSecret, secretContext("provider", id));
    const secret = { sealedSecret, certificate: null, secretExpiresAt: null, next: null };
    const own = { ...made, ...secret, cloud: "own" } as const;
    await house.connections.saveProvider({ ...own, id, workspaceId: workspace.id, enabled: true });
  };
  const { clientId, clientSecret, hosts, google } = playground;
  const office = { kind: "microsoft", name: "Office 365", tenant: "organizations" } as const;
  await offer({ ...office, clientId, hosts }, clientSecret);
  const gmail = { kind: "google", name: "Google", tenant: null } as const;
  await offer({ ...gmail, clientId: google.clientId, hosts: google.hosts }, google.clientSecret);
}
