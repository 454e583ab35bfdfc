// Records of the fake server: none, until a test puts some in.
import type { AnswerOf, BodyOf } from "../../api/operations.ts";
import { conversationIdOf } from "./fake-conversations.ts";
import { fakeId } from "./fake-mail.ts";
import { ago } from "./fake-settings.ts";
import type { World } from "./fake-world.ts";
import { Refusal } from "./refusal.ts";

export type RecordRow = AnswerOf<"findRecords">["records"][number];
export type RecordMessage = AnswerOf<"listRecordMessages">["messages"][number];
export type OpenedMessage = AnswerOf<"readRecordMessage">;
type OfMessage = AnswerOf<"readMessageRecords">;
type Link = OfMessage["records"][number];
type Imported = AnswerOf<"importRecords">;

interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

export interface FakeRecords {
  rows: RecordRow[];
  /** Ids that lead to others. */
  readonly merged: Map<string, string>;
  /** What is here already is still being looked through. */
  readonly linking: Set<string>;
  /** By message of the own mailbox. */
  readonly links: Map<string, readonly Link[]>;
  readonly private: Set<string>;
  /** What colleagues see of own messages, where it isn't the mailbox's setting. */
  readonly colleagues: Map<string, OfMessage["colleagues"]>;
  /** Mail on records, the newest first. */
  readonly mail: Map<string, readonly RecordMessage[]>;
  /** What is told of an opened one, by its id. */
  readonly opened: Map<string, Partial<OpenedMessage>>;
  rules: AnswerOf<"readRecordRules">;
  imported: Imported;
}

const PAGE = 25;

export function fakeRecords(): FakeRecords {
  return {
    rows: [],
    merged: new Map(),
    linking: new Set(),
    links: new Map(),
    private: new Set(),
    colleagues: new Map(),
    mail: new Map(),
    opened: new Map(),
    rules: {
      ignored: ["jobs@board.example"],
      recordsOnly: false,
      ownDomains: ["contoso.example", "contoso-labs.example"],
      records: 0,
    },
    imported: {
      ...{ made: 1204, changed: 31, same: 8 },
      wrong: [
        { at: 7, code: "noAddress", column: "addresses", value: "eva.dewit" },
        { at: 12, code: "missing", column: "id", value: "" },
      ],
    },
  };
}

export const EVA: RecordRow = {
  ...{ id: fakeId(0xb, 1), type: "candidate", externalId: "C-10482", name: "Eva de Wit" },
  addresses: ["eva.dewit@example.nl", "eva@dewit.example"],
  url: "https://recruit.contoso.example/candidates/10482",
};
export const NORTHWIND: RecordRow = {
  ...{ id: fakeId(0xb, 2), type: "company", externalId: "N-77", name: "Northwind Traders" },
  addresses: [
    "northwind.example",
    "info@northwind.example",
    "jobs@northwind.example",
    "hr@northwind.example",
  ],
  url: null,
};
const OTHERS = ["Milan Bakker", "Dr. Şebnem Yıldız-van den Berg", "Evelien Smit", "Tailspin Toys"].map(
  (name, index): RecordRow => ({
    ...{ id: fakeId(0xb, 10 + index), type: index === 3 ? "company" : "contact", externalId: `X-${index}` },
    ...{ name, addresses: index === 2 ? [] : [`person${index}@example.nl`], url: null },
  }),
);

export const MANY = 60;

/** Some records; Eva's has mail in all its forms, and Northwind's a lot of it. */
export function fillRecords({ records }: World): void {
  records.rows = [EVA, NORTHWIND, ...OTHERS];
  records.rules = { ...records.rules, records: records.rows.length };
  const [own, shown, subject] = [
    recordMessage(1, {}),
    recordMessage(2, COLLEAGUES),
    recordMessage(3, SUBJECT),
  ];
  const marked = recordMessage(4, {
    ...OWN,
    private: true,
    how: "hand",
    linkedBy: "Ada Jansen",
    attachments: 0,
  });
  records.mail.set(EVA.id, [own, shown, subject, marked]);
  records.mail.set(
    NORTHWIND.id,
    Array.from({ length: MANY }, (_, index) => recordMessage(100 + index, { subject: `Order ${index + 1}` })),
  );
}

const OWN = { mailboxId: "01936f00-0000-7000-8000-00000000000b" } as const;
const COLLEAGUES = {
  ...{ mailboxId: null, direction: "out", how: "reply", attachments: 0 },
  from: [{ name: "Ben Vermeer", address: "ben@contoso.example" }],
  to: [{ name: "Eva de Wit", address: "eva.dewit@example.nl" }],
} as const satisfies Partial<{ [K in keyof RecordMessage]: unknown }>;
const SUBJECT = {
  ...{
    mailboxId: null,
    shown: "subject",
    snippet: null,
    attachments: null,
    how: "hand",
    linkedBy: "Ben Vermeer",
  },
  subject: "Salary and terms",
} as const;

/** The message of that number; own ones are those of the Inbox. */
export function recordMessage(number: number, change: object): RecordMessage {
  return {
    ...{ messageId: fakeId(1, 100_001 - number), ...OWN, shown: "full", subject: "Re: Interview Tuesday" },
    from: [{ name: "Eva de Wit", address: "eva.dewit@example.nl" }],
    to: [{ name: "Ada Jansen", address: "ada@contoso.example" }],
    ...{ date: ago(number * 5400), direction: "in", attachments: 2, how: "address", linkedBy: null },
    snippet:
      "Hello Ada, thank you for the conversation of yesterday. I would like to come by on Tuesday at ten",
    private: false,
    ...change,
  };
}

export function findRecords({ records }: World, { query }: Asked): AnswerOf<"findRecords"> {
  const words = (query.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const found = records.rows.filter((row) => {
    const parts = [...row.name.toLowerCase().split(/\s+/), ...row.addresses, row.externalId.toLowerCase()];
    const isOfType = query.type === undefined || row.type === query.type;
    return isOfType && words.every((word) => parts.some((part) => part.startsWith(word)));
  });
  const offset = Number(query.cursor ?? 0);
  const next = offset + PAGE < found.length ? String(offset + PAGE) : null;
  return {
    records: found.slice(offset, offset + PAGE),
    next,
    types: [...new Set(records.rows.map(({ type }) => type))].toSorted(),
  };
}

export function readRecord({ records }: World, { params }: Asked): AnswerOf<"readRecord"> {
  const asked = params.recordId ?? "";
  const id = records.merged.get(asked) ?? asked;
  return { ...recordNamed(records, id), linking: records.linking.has(id), merged: id !== asked };
}

export function listRecordMessages(
  { records }: World,
  { params, query }: Asked,
): AnswerOf<"listRecordMessages"> {
  const all = records.mail.get(recordNamed(records, params.recordId ?? "").id) ?? [];
  const offset = Number(query.cursor ?? 0);
  return {
    messages: all.slice(offset, offset + PAGE),
    next: offset + PAGE < all.length ? String(offset + PAGE) : null,
  };
}

export function readRecordMessage({ records }: World, { params }: Asked): OpenedMessage {
  const row = records.mail
    .get(params.recordId ?? "")
    ?.find(({ messageId }) => messageId === params.messageId);
  if (row === undefined) throw new Refusal(404, { title: "Not found.", code: "not_found" });
  if (row.shown === "subject") throw new Refusal(403, { title: "Its subject only.", code: "subject_only" });
  const attachment = { contentType: "application/pdf", size: 182_000, contentId: null, inline: false };
  return {
    ...row,
    ...{ cc: [], sentAt: row.date, html: null, invitations: [] },
    ...{ protection: null, senderDoubt: null, whole: true, understood: true },
    text: "Hello Ada,\n\nThank you for the conversation of yesterday.\n\nKind regards,\nEva\n",
    attachmentList:
      row.attachments === 0
        ? []
        : [
            { part: "1", fileName: "CV Eva de Wit.pdf", ...attachment },
            { part: "2", fileName: "Letter.pdf", ...attachment },
          ],
    ...records.opened.get(row.messageId),
  };
}

export function readMessageRecords(world: World, { params }: Pick<Asked, "params">): OfMessage {
  const { records, settings } = world;
  const id = params.messageId ?? "";
  const isPrivate = records.private.has(id);
  const shown = settings.mailbox?.colleaguesSee ?? "subject";
  const setting: OfMessage["colleagues"] =
    shown === "record" ? { shown: "full", why: "record" } : { shown, why: "mailbox" };
  return {
    records: [...(records.links.get(id) ?? [])],
    private: isPrivate,
    colleagues: isPrivate ? { shown: "nothing", why: "private" } : (records.colleagues.get(id) ?? setting),
  };
}

export function linkMessages(
  world: World,
  { body }: { readonly body: BodyOf<"linkMessages"> },
): AnswerOf<"linkMessages"> {
  const { records } = world;
  const record = recordNamed(records, body.recordId);
  const { messages: wanted } = body;
  const changed = (Array.isArray(wanted) ? wanted : messagesIn(world, wanted.conversation)).filter((id) => {
    const links = records.links.get(id) ?? [];
    return links.some((each) => each.record.id === record.id) !== body.linked;
  });
  for (const id of changed) {
    const rest = (records.links.get(id) ?? []).filter((each) => each.record.id !== record.id);
    const link: Link = { record, how: "hand", linkedBy: world.session?.name ?? null };
    records.links.set(id, body.linked ? [...rest, link] : rest);
  }
  return { messages: changed };
}

export function setPrivate(
  world: World,
  { params, body }: Asked & { readonly body: BodyOf<"setPrivate"> },
): OfMessage {
  const id = params.messageId ?? "";
  if (body.private) world.records.private.add(id);
  else world.records.private.delete(id);
  return readMessageRecords(world, { params });
}

export function setRecordVisibility(
  world: World,
  { body }: { readonly body: BodyOf<"setRecordVisibility"> },
): AnswerOf<"setRecordVisibility"> {
  const { settings } = world;
  world.settings = { ...settings, mailbox: settings.mailbox && { ...settings.mailbox, ...body } };
  return body;
}

export function saveRecordRules(
  { records }: World,
  { body }: { readonly body: BodyOf<"saveRecordRules"> },
): AnswerOf<"saveRecordRules"> {
  const errors = body.ignored.flatMap((each, index) =>
    /^[^\s@]*@?[^\s@]+\.[^\s@]+$/.test(each)
      ? []
      : [{ field: `ignored.${index}`, message: `“${each}” is neither an address nor a domain.` }],
  );
  if (errors.length > 0)
    throw new Refusal(422, { title: "Some of these are wrong.", code: "invalid", errors });
  records.rules = { ...records.rules, ...body };
  return records.rules;
}

export function importRecords({ records }: World): Imported {
  records.rules = { ...records.rules, records: records.rules.records + records.imported.made };
  return records.imported;
}

/** By the conversation's own id, or of the one message that it is. */
function messagesIn(world: World, conversation: string): readonly string[] {
  return (
    world.conversations.find((ids) => ids.includes(conversation)) ?? [conversationIdOf(world, conversation)]
  );
}

function recordNamed({ rows }: FakeRecords, id: string): RecordRow {
  const row = rows.find((each) => each.id === id);
  if (row === undefined) throw new Refusal(404, { title: "Not found.", code: "not_found" });
  return row;
}
