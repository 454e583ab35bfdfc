// Twinbox with the playground on one machine: everything a newcomer needs to try it, in one command.
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import {
  newId,
  type OperatorId,
  type ProviderId,
  type RecordId,
  type UserId,
  type WorkspaceId,
} from "../../base/ids.ts";
import type { Workspace } from "../../engine/ports/accounts.ts";
import type { Provider } from "../../engine/ports/connections.ts";
import type { NewRecord } from "../../engine/ports/records.ts";
import { secretContext } from "../../engine/ports/secrets.ts";
import { CORRESPONDENTS } from "../../playground/mail/phrases.ts";
import { type Playground, startPlayground } from "../../playground/playground.ts";
import { createPasswords } from "../../server/passwords.ts";
import { parseArguments } from "../arguments.ts";
import { type Config, PORT_DEFAULT } from "../config.ts";
import { type House, openHouse } from "../house.ts";
import { createLog } from "../log.ts";
import { startServing } from "../serve.ts";
import { stopSignal } from "../stop-signal.ts";
import { systemClock, systemRandom } from "../system.ts";
import { UsageError } from "../usage-error.ts";

const PASSWORD = "twinbox-demo";
const PEOPLE = [
  { email: "ada@contoso.example", name: "Ada Jansen", role: "user", language: "en" },
  { email: "bram@contoso.example", name: "Bram de Vries", role: "user", language: "nl" },
  { email: "gwen@contoso-labs.example", name: "Gwen Smit", role: "user", language: "en" },
  { email: "admin@contoso.example", name: "Mila Bakker", role: "admin", language: "en" },
] as const;
const OPERATOR = { email: "operator@twinbox.example", name: "Olaf Operator" };

export async function demoCommand(args: readonly string[]): Promise<number> {
  const stop = stopSignal();
  const { values } = parseArguments(args, {
    fresh: { type: "boolean", default: false },
    port: { type: "string", default: String(PORT_DEFAULT) },
    "playground-port": { type: "string" },
    data: { type: "string", default: ".data/demo" },
  });
  const port = portOf(values.port, "port");
  const playgroundPort = portOf(values["playground-port"] ?? String(port + 1), "playground-port");
  const dataFolder = path.resolve(values.data);
  if (values.fresh) await rm(dataFolder, { recursive: true, force: true });
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const log = createLog("info", path.join(dataFolder, "twinbox.log"));
  const config: Config = {
    dataFolder: path.join(dataFolder, "twinbox"),
    databaseUrl: null,
    host: "127.0.0.1",
    port,
    publicUrl: `http://localhost:${port}`,
    proxies: [],
    key: null,
    logLevel: "info",
    mailNetworks: [0, 1, 2, 3, 4].map((n) => ({
      address: "127.0.0.1",
      prefix: 32,
      port: playgroundPort + n,
    })),
  };
  const house = await openHouse(config, log);
  try {
    const running = await startServing(house);
    try {
      const playground = await startPlayground({
        dataDir: path.join(dataFolder, "playground"),
        redirectUris: house.connecting.redirectUris("microsoft"),
        googleRedirectUris: house.connecting.redirectUris("google"),
        // Fixed ones: a connected mailbox remembers where its servers are.
        ports: {
          web: playgroundPort,
          imap: playgroundPort + 1,
          smtp: playgroundPort + 2,
          gmail: playgroundPort + 3,
          other: playgroundPort + 4,
        },
        size: "demo",
        log,
      });
      try {
        await furnish(house, playground);
        console.log(welcome(config, playground, dataFolder));
        await stop;
        console.log("\nStopping ...");
      } finally {
        await playground.close();
      }
    } finally {
      await running.close();
    }
  } finally {
    await house.close();
  }
  return 0;
}

function portOf(text: string, option: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_000)
    throw new UsageError(`--${option} must be 1 to 65000.`);
  return port;
}

/** Workspaces, people and the provider of the demo; what is there already stays, but for the playground's ports. */
async function furnish(house: House, playground: Playground): Promise<void> {
  const { accounts } = house;
  const passwords = createPasswords();
  const hash = await passwords.hash(PASSWORD);
  const workspace = await findOrMake(house, "Contoso Recruitment", "active", [
    "contoso.example",
    "contoso-labs.example",
  ]);
  const waiting = await findOrMake(house, "Fabrikam Staffing", "inactive", ["fabrikam.example"]);
  for (const person of PEOPLE) {
    const user = { ...person, id: newId<UserId>(systemClock, systemRandom), workspaceId: workspace.id };
    await accounts.createUser(user, hash);
  }
  await accounts.createUser(
    {
      id: newId<UserId>(systemClock, systemRandom),
      workspaceId: waiting.id,
      email: "eve@fabrikam.example",
      name: "Eve Fischer",
      role: "user",
      language: "en",
    },
    hash,
  );
  await accounts.createOperator(
    { ...OPERATOR, id: newId<OperatorId>(systemClock, systemRandom), language: "en" },
    hash,
  );
  if ((await house.records.readRules(workspace.id)).records === 0) {
    await house.records.push(workspace.id, DEMO_RECORDS.map(newRecord));
  }
  for (const { id } of [workspace, waiting]) {
    for (const offered of offersOf(playground)) await offer(house, id, offered);
  }
}

/** As an application would push them: whom Ada's mail is with. */
const DEMO_RECORDS = CORRESPONDENTS.map(({ name, address }, index) => ({
  ...{ name, externalId: String(1001 + index), addresses: [address] },
  type: address.startsWith("hr@") ? "company" : "candidate",
}));

function newRecord(record: (typeof DEMO_RECORDS)[number]): NewRecord {
  return { ...record, id: newId<RecordId>(systemClock, systemRandom), url: null, shown: undefined };
}

async function findOrMake(
  house: House,
  name: string,
  activation: Workspace["activation"],
  ownDomains: readonly string[],
): Promise<Workspace> {
  const found = await house.accounts.findWorkspace(name);
  if (found !== null) return found;
  const id = newId<WorkspaceId>(systemClock, systemRandom);
  const workspace: Workspace = {
    id,
    name,
    activation,
    requestedBy: null,
    requestedAt: null,
    ownDomains,
    addressPolicy: "ownDomains",
  };
  await house.accounts.createWorkspace(workspace);
  return workspace;
}

type Offered = Pick<Provider, "kind" | "name" | "clientId" | "tenant" | "cloud" | "hosts"> & {
  readonly clientSecret: string | null;
};

/** All kinds, as real ones would be set up. */
function offersOf(playground: Playground): readonly Offered[] {
  const { google, clientId, clientSecret, hosts } = playground;
  return [
    {
      kind: "microsoft",
      name: "Office 365",
      clientId,
      clientSecret,
      tenant: "organizations",
      ...{ cloud: "own", hosts },
    },
    {
      kind: "google",
      name: "Google",
      clientId: google.clientId,
      clientSecret: google.clientSecret,
      tenant: null,
      ...{ cloud: "own", hosts: google.hosts },
    },
    {
      kind: "imap",
      name: "Other (IMAP)",
      clientId: null,
      clientSecret: null,
      tenant: null,
      ...{ cloud: "worldwide", hosts: null },
    },
  ];
}

async function offer(house: House, workspaceId: WorkspaceId, offered: Offered): Promise<void> {
  const { clientSecret, ...provider } = offered;
  const all = await house.connections.listProviders(workspaceId);
  const present = all.find(({ kind }) => kind === offered.kind);
  const id = present?.id ?? newId<ProviderId>(systemClock, systemRandom);
  const sealedSecret =
    present?.sealedSecret ??
    (clientSecret === null ? null : await house.vault.seal(clientSecret, secretContext("provider", id)));
  const secret = { sealedSecret, certificate: null, secretExpiresAt: null, next: null };
  const made = { ...provider, ...secret, id, workspaceId, enabled: true };
  // What was changed here stays, but for where the playground's servers are.
  if (present === undefined) await house.connections.saveProvider(made);
  else if (present.cloud === "own") {
    await house.connections.saveProvider({ ...present, hosts: provider.hosts });
  }
}

function welcome(config: Config, playground: Playground, dataFolder: string): string {
  const { other, smtp } = playground;
  const person = playground.people.find(({ address }) => address === "ada@contoso.example");
  return `
  Twinbox            ${config.publicUrl}
  Playground 365     ${playground.pageUrl}   (the mail provider: write to people, break things)

  Sign in to Twinbox with the password ${PASSWORD}
    user             ada@contoso.example        20,000 messages are waiting at the provider
    user (Dutch)     bram@contoso.example
    user (Google)    gwen@contoso-labs.example
    admin            admin@contoso.example      mail providers, users
    operator         ${OPERATOR.email}   activates workspaces
    not activated    eve@fabrikam.example

  To try
    1. Sign in as Ada: Email settings > Office 365 > Start mail synchronization.
    2. Sign in at the playground as ada@contoso.example, password ${person?.password ?? "(see its page)"}.
    3. Edit folders > Save, and watch the mail arrive. Then write to Ada from the playground's page.
    4. Or by hand, as Bram: Other (IMAP), the server ${other.host} at port ${other.port} for IMAP and ${smtp.port} for SMTP,
       security None, the same password.
    5. Records: the candidates that an application would push; open one when Ada's mail is here, as Ada and as Bram.

  Data and log: ${dataFolder}   Ctrl-C stops everything; npm run demo -- --fresh begins anew.
`;
}
