// The whole product in one process, as `npm run demo` runs it: server, worker, Playground 365, on free ports with a
// database and folders of its own. One per test file or test; close() ends all of it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { newId, type OperatorId, type ProviderId, type UserId, type WorkspaceId } from "../../base/ids.ts";
import type { Config } from "../../cli/config.ts";
import { type House, openHouse } from "../../cli/house.ts";
import { startServing } from "../../cli/serve.ts";
import { systemClock, systemRandom } from "../../cli/system.ts";
import type { User, Workspace } from "../../engine/ports/accounts.ts";
import type { Provider } from "../../engine/ports/connections.ts";
import { secretContext } from "../../engine/ports/secrets.ts";
import type { ProfileName } from "../../playground/imap/profiles.ts";
import { type Playground, startPlayground } from "../../playground/playground.ts";
import { freePort } from "../../providers/testing/free-port.ts";
import { createPasswords } from "../../server/passwords.ts";
import type { DatabasePlace } from "../../store/database.ts";
import { openReader, runAsAdmin } from "../../store/testing/template-database.ts";
import { emptyDatabase } from "../../store/testing/test-database.ts";
import { ApiClient } from "./api-client.ts";
import { Canaries } from "./canaries.ts";

export const PASSWORD = "correct horse battery";
/** Of the mail programs of everybody at the playground; on its pages they have another. */
export const MAIL_PASSWORD = "two sparrows on one wire";
export const ADA = "ada@contoso.example";
export const BRAM = "bram@contoso.example";
export const ADMIN = "admin@contoso.example";
/** How the key of a certificate begins. */
const PRIVATE_KEY = "PRIVATE KEY-----";
/** In the workspace that isn't activated. */
export const EVE = "eve@fabrikam.example";
/** At Google, where the workspace offers that too. */
export const GWEN = "gwen@contoso-labs.example";
export const OPERATOR = "operator@twinbox.example";

export interface RunningTwinbox {
  readonly url: string;
  readonly house: House;
  readonly playground: Playground;
  readonly workspace: Workspace;
  readonly providerId: ProviderId;
  /** A client that has signed in, with a jar of its own. */
  signIn(email: string): Promise<ApiClient>;
  /** SQL as the owner of the database: for what only time brings about. */
  sql(...statements: readonly string[]): Promise<void>;
  /** What a statement answers, past row-level security. */
  rows<R extends Record<string, unknown>>(statement: string): Promise<readonly R[]>;
  /** Rejects when a secret was found where none may be: in the log, an answer, the database, the data folder. */
  close(): Promise<void>;
}

export interface RunningOptions {
  readonly profile?: ProfileName;
  /** As of the playground. */
  readonly announceMs?: number;
  readonly now?: () => number;
  /** demo: Ada has 20,000 messages. */
  readonly size?: "demo" | "small";
  /** Google is offered beside Office 365. */
  readonly google?: boolean;
  /** False: no worker and no server, only the house; a test drives the loops. */
  readonly serve?: boolean;
  /** The internet, as far as pictures of mail are fetched from it. */
  readonly images?: House["images"];
  /** Where users' mail servers may be, beside the playground's. */
  readonly mailNetworks?: Config["mailNetworks"];
}

export async function startTwinbox(options: RunningOptions = {}): Promise<RunningTwinbox> {
  const closers: (() => unknown)[] = [];
  const canaries = new Canaries([PASSWORD, MAIL_PASSWORD, PRIVATE_KEY]);
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const running = await start(options, closers, canaries);
    return {
      ...running,
      async close() {
        await close();
        canaries.expectNoLeak();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  {
    profile = "exchange",
    serve = true,
    size = "small",
    google = false,
    mailNetworks = [],
    images,
    ...rest
  }: RunningOptions,
  closers: (() => unknown)[],
  canaries: Canaries,
): Promise<Omit<RunningTwinbox, "close">> {
  const folder = mkdtempSync(path.join(tmpdir(), "twinbox-journey-"));
  closers.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  const { place, drop } = await emptyDatabase();
  closers.push(drop);
  const dataFolder = path.join(folder, "twinbox");
  closers.push(() => canaries.look(place, dataFolder));
  const port = await freePort();
  closers.push(canaries.listen(port));
  const [web, imap, smtp, gmail] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const url = `http://localhost:${port}`;
  const opened = await openHouse(
    {
      dataFolder,
      databaseUrl: urlOf(place),
      host: "127.0.0.1",
      port,
      publicUrl: url,
      proxies: [],
      key: null,
      logLevel: "error",
      mailNetworks: [
        ...mailNetworks,
        ...[web, imap, smtp, gmail].map((each) => ({ address: "127.0.0.1", prefix: 32, port: each })),
      ],
    },
    canaries.log,
  );
  closers.push(() => opened.close());
  const house = images === undefined ? opened : { ...opened, images };
  if (serve) {
    const running = await startServing(house);
    closers.push(() => running.close());
  }
  const playground = await startPlayground({
    dataDir: path.join(folder, "playground"),
    redirectUris: house.connecting.redirectUris("microsoft"),
    googleRedirectUris: house.connecting.redirectUris("google"),
    ports: { web, imap, smtp, gmail },
    size,
    profile,
    ...rest,
  });
  closers.push(() => {
    canaries.add(playground.control.secrets);
    return playground.close();
  });
  for (const { address } of playground.people) {
    await playground.control.changePassword(address, MAIL_PASSWORD);
  }
  const furniture = await furnish(house, playground);
  if (google) await offer(house, furniture.workspace.id, googleOf(playground));
  // Sign-ins are counted and limited: each person signs in once.
  const signedIn = new Map<string, ApiClient>();
  const signIn = async (email: string): Promise<ApiClient> => {
    const known = signedIn.get(email);
    if (known !== undefined) return known.copy();
    const client = new ApiClient(url);
    await client.call("signIn", { body: { email, password: PASSWORD } });
    signedIn.set(email, client.copy());
    return client;
  };
  const sql = (...statements: readonly string[]): Promise<void> => runAsAdmin(place, ...statements);
  const reader = await openReader(place);
  closers.push(() => reader.close());
  return { url, house, playground, ...furniture, signIn, sql, rows: reader.rows };
}

let hashed: Promise<string> | undefined;

async function furnish(
  house: House,
  playground: Playground,
): Promise<{ readonly workspace: Workspace; readonly providerId: ProviderId }> {
  hashed ??= createPasswords().hash(PASSWORD);
  const hash = await hashed;
  const { accounts } = house;
  const ownDomains = ["contoso.example", "contoso-labs.example"];
  const workspace = workspaceOf("Contoso Recruitment", "active", ownDomains);
  const waiting = workspaceOf("Fabrikam Staffing", "inactive", ["fabrikam.example"]);
  for (const each of [workspace, waiting]) await accounts.createWorkspace(each);
  const people = [
    userOf(workspace, ADA, "Ada Jansen", "user"),
    userOf(workspace, BRAM, "Bram de Vries", "user"),
    userOf(workspace, GWEN, "Gwen Smit", "user"),
    userOf(workspace, ADMIN, "Mila Bakker", "admin"),
    userOf(waiting, EVE, "Eve Fischer", "user"),
  ];
  for (const person of people) await accounts.createUser(person, hash);
  const operator = { id: newId<OperatorId>(systemClock, systemRandom), email: OPERATOR };
  await accounts.createOperator({ ...operator, name: "Olaf Operator", language: "en" }, hash);
  const office = officeOf(playground);
  const providerId = await offer(house, workspace.id, office);
  await offer(house, waiting.id, office);
  return { workspace, providerId };
}

function workspaceOf(
  name: string,
  activation: Workspace["activation"],
  ownDomains: readonly string[],
): Workspace {
  const id = newId<WorkspaceId>(systemClock, systemRandom);
  const asked = { requestedBy: null, requestedAt: null };
  return { id, name, activation, ...asked, ownDomains, addressPolicy: "ownDomains" };
}

function userOf(workspace: Workspace, email: string, name: string, role: User["role"]): User {
  const id = newId<UserId>(systemClock, systemRandom);
  return { id, workspaceId: workspace.id, email, name, role, language: "en" };
}

type Offered = Pick<Provider, "kind" | "name" | "clientId" | "tenant" | "hosts"> & {
  readonly clientSecret: string;
};

function officeOf({ clientId, clientSecret, hosts }: Playground): Offered {
  return { kind: "microsoft", name: "Office 365", clientId, clientSecret, tenant: "organizations", hosts };
}

function googleOf({ google: { clientId, clientSecret, hosts } }: Playground): Offered {
  return { kind: "google", name: "Google", clientId, clientSecret, tenant: null, hosts };
}

async function offer(house: House, workspaceId: WorkspaceId, offered: Offered): Promise<ProviderId> {
  const { clientSecret, ...provider } = offered;
  const id = newId<ProviderId>(systemClock, systemRandom);
  const sealedSecret = await house.vault.seal(clientSecret, secretContext("provider", id));
  const secret = { sealedSecret, certificate: null, secretExpiresAt: null, next: null };
  const own = { ...provider, ...secret, cloud: "own" } as const;
  await house.connections.saveProvider({ ...own, id, workspaceId, enabled: true });
  return id;
}

function urlOf(place: DatabasePlace): string {
  if ("url" in place) return place.url;
  const { host, port, user, password, database } = place.connection;
  const account = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  // The folder of a unix socket can't stand where a host does.
  return host.startsWith("/")
    ? `postgres://${account}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `postgres://${account}@${host}:${port}/${database}`;
}
