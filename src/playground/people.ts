// Who lives in the playground: directory tenants, people, and what their mailboxes hold.

export interface Tenant {
  /** GUID, as Microsoft's directory tenants have. */
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  /** May approve applications; has no mailbox. */
  readonly administrator: string;
}

export type PlaygroundService = "microsoft" | "google";

export interface PlaygroundPerson {
  readonly address: string;
  /** Where the person signs in and has mail. */
  readonly service: PlaygroundService;
  readonly name: string;
  readonly password: string;
  /** Of Microsoft's directory, "" at Google. */
  readonly tenantId: string;
  /** The organisation. */
  readonly tenantName: string;
  /** Addresses whose mailboxes this person may open too (shared mailboxes). */
  readonly mayOpen: readonly string[];
}

export interface FolderSpec {
  readonly path: string;
  /** SPECIAL-USE attribute, shown by profiles that have it. */
  readonly use: string | null;
  readonly messages: number;
  /** Calendar and the like: listed, but its items are no mail. */
  readonly stub: boolean;
}

export const TENANTS: readonly Tenant[] = [
  tenant("5f0c9a3e-7a41-4c1b-9a54-0b6f3d2c8e11", "Contoso Recruitment", "contoso.example"),
  tenant("c2d6e1b7-3f58-4e0a-8b90-6d1a9f4e7722", "Fabrikam", "fabrikam.example"),
];

export const PASSWORD = "playground";
/** No organisation: nobody administers the account. */
export const PERSONAL = "a personal account";

export const PEOPLE: readonly PlaygroundPerson[] = [
  person("ada@contoso.example", "Ada Jansen", ["jobs@contoso.example"]),
  person("bram@contoso.example", "Bram de Vries", ["jobs@contoso.example"]),
  person("jobs@contoso.example", "Jobs (shared)", []),
  person("chloe@contoso.example", "Chloé Martin", []),
  person("eve@fabrikam.example", "Eve Fischer", []),
  googlePerson("gwen@contoso-labs.example", "Gwen Smit", "Contoso Labs"),
  googlePerson("hugo@contoso-labs.example", "Hugo Peeters", "Contoso Labs"),
  googlePerson("gus@gmail.example", "Gus Bell", PERSONAL),
];

export function personAt(
  service: PlaygroundService,
  address: string | undefined,
): PlaygroundPerson | undefined {
  return PEOPLE.find((person) => person.service === service && person.address === address);
}

function tenant(id: string, name: string, domain: string): Tenant {
  return { id, name, domain, administrator: `it@${domain}` };
}

function person(address: string, name: string, mayOpen: readonly string[]): PlaygroundPerson {
  const domain = address.split("@")[1];
  const tenant = TENANTS.find((each) => each.domain === domain) ?? TENANTS[0];
  if (tenant === undefined) throw new Error("no tenants");
  const organisation = { tenantId: tenant.id, tenantName: tenant.name };
  return { address, service: "microsoft", name, password: PASSWORD, ...organisation, mayOpen };
}

function googlePerson(address: string, name: string, tenantName: string): PlaygroundPerson {
  const nobodyElses = { mayOpen: [] };
  return { address, service: "google", name, password: PASSWORD, tenantId: "", tenantName, ...nobodyElses };
}

const ENGLISH_STUBS = [
  "Calendar",
  "Contacts",
  "Conversation History",
  "Journal",
  "Notes",
  "Outbox",
  "Sync Issues",
  "Sync Issues/Conflicts",
  "Tasks",
];
const DUTCH_STUBS = [
  "Agenda",
  "Contactpersonen",
  "Gespreksgeschiedenis",
  "Logboek",
  "Notities",
  "Postvak UIT",
  "Taken",
];

/** Folders of a person; `size` small keeps every mailbox under 200 messages. */
export function foldersOf(address: string, size: "demo" | "small"): readonly FolderSpec[] {
  const count = (demo: number, small: number): number => (size === "demo" ? demo : small);
  switch (address) {
    case "ada@contoso.example":
      return [
        folder("INBOX", null, count(12_031, 60)),
        folder("Sent Items", "\\Sent", count(5_210, 20)),
        folder("Drafts", "\\Drafts", count(7, 2)),
        folder("Deleted Items", "\\Trash", count(312, 5)),
        folder("Junk Email", "\\Junk", count(64, 3)),
        folder("Archive", "\\Archive", count(1_480, 12)),
        folder("Clients", null, count(96, 4)),
        folder("Clients/ACME", null, count(310, 5)),
        folder("Clients/ACME/2026", null, count(180, 5)),
        folder("Clients/Globex", null, count(310, 4)),
        ...ENGLISH_STUBS.map((path) => folder(path, null, 3, true)),
      ];
    case "bram@contoso.example":
      return [
        folder("INBOX", null, count(2_400, 40)),
        folder("Verzonden items", "\\Sent", count(900, 10)),
        folder("Concepten", "\\Drafts", count(4, 2)),
        folder("Verwijderde items", "\\Trash", count(80, 4)),
        folder("Ongewenste e-mail", "\\Junk", count(22, 2)),
        folder("Klanten", null, count(40, 3)),
        folder("Klanten/Bakkerij Jansen", null, count(120, 4)),
        folder("Klanten/Één & Co", null, count(60, 3)),
        ...DUTCH_STUBS.map((path) => folder(path, null, 3, true)),
      ];
    case "gwen@contoso-labs.example":
      return [
        folder("INBOX", null, count(2_900, 40)),
        folder("Clients", null, count(120, 5)),
        folder("Clients/Globex", null, count(60, 4)),
        folder("Sent Mail", "\\Sent", count(800, 10)),
        folder("Drafts", "\\Drafts", 2),
        folder("Trash", "\\Trash", 4),
        folder("Spam", "\\Junk", 3),
        folder("Archive", "\\Archive", count(900, 8)),
      ];
    default:
      return [
        folder("INBOX", null, count(140, 20)),
        folder("Sent Items", "\\Sent", count(60, 8)),
        folder("Drafts", "\\Drafts", 1),
        folder("Deleted Items", "\\Trash", 4),
        folder("Junk Email", "\\Junk", 2),
        folder("Archive", "\\Archive", count(30, 5)),
        ...ENGLISH_STUBS.map((path) => folder(path, null, 3, true)),
      ];
  }
}

function folder(path: string, use: string | null, messages: number, stub = false): FolderSpec {
  return { path, use, messages, stub };
}
