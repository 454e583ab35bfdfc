// Drafts, identities and people as the compose window asks for them.
import type { AnswerOf, BodyOf } from "../../api/operations.ts";
import { fakeId } from "./fake-mail.ts";
import type { World } from "./fake-world.ts";
import { Refusal } from "./refusal.ts";

type Composition = BodyOf<"createComposition">;
type Opened = AnswerOf<"readComposition">;
type Accepted = AnswerOf<"createComposition">;

interface Draft {
  readonly composition: Composition;
  readonly revision: string;
}

export interface FakeWriting {
  readonly drafts: Map<string, Draft>;
  /** By the change that took them away. */
  readonly discarded: Map<string, readonly [id: string, draft: Draft]>;
  readonly files: Map<string, AnswerOf<"attachFile">>;
  identities: AnswerOf<"listIdentities">;
  /** Counts what is made here, so that each has an id of its own. */
  made: number;
}

const PEOPLE: AnswerOf<"findPeople"> = [
  { name: "Eva de Wit", address: "eva.dewit@example.nl" },
  { name: "Milan Bakker", address: "milan@bakker.example" },
  { name: "Şebnem Yıldız", address: "s.yildiz@hospital.example" },
];

export function fakeWriting(): FakeWriting {
  return {
    drafts: new Map(),
    discarded: new Map(),
    files: new Map(),
    identities: [
      { address: "ada@contoso.example", name: "Ada Jansen", signature: "" },
      { address: "jobs@contoso.example", name: "Contoso Jobs", signature: "<div>Contoso Jobs</div>" },
    ],
    made: 0,
  };
}

function nextId({ writing }: World): string {
  writing.made += 1;
  return fakeId(0xc, writing.made);
}

export function createComposition(world: World, composition: Composition): Accepted {
  const accepted = { id: nextId(world), revision: nextId(world), change: nextId(world) };
  world.writing.drafts.set(accepted.id, { composition, revision: accepted.revision });
  return accepted;
}

export function saveComposition(
  world: World,
  id: string,
  { composition, ifMatch }: { readonly composition: Composition; readonly ifMatch: string | undefined },
): Accepted {
  const draft = world.writing.drafts.get(id);
  if (draft === undefined) throw new Refusal(404, { title: "Not found.", code: "not_found" });
  if (ifMatch !== `"${draft.revision}"`) {
    throw new Refusal(412, { title: "Saved meanwhile.", code: "other_revision" });
  }
  const accepted = { id, revision: nextId(world), change: nextId(world) };
  world.writing.drafts.set(id, { composition, revision: accepted.revision });
  return accepted;
}

export function readComposition({ writing }: World, id: string): Opened {
  const draft = writing.drafts.get(id);
  if (draft === undefined) return { ...written("A draft from elsewhere"), revision: fakeId(0xc, 0xffff) };
  const { attachments: _, ...composition } = draft.composition;
  return { ...composition, attachments: [], quoteText: null, revision: draft.revision };
}

export function prepareAnswer(world: World, messageId: string, kind: string): Opened {
  const row = world.mail.row(messageId);
  if (row === null) throw new Refusal(404, { title: "Not found.", code: "not_found" });
  const isForward = kind === "forward";
  return {
    ...written(`${isForward ? "Fw:" : "Re:"} ${row.subject}`),
    to: isForward ? [] : row.from,
    body: {
      kind: "html",
      html: "",
      quote:
        '<div class="gmail_quote"><div>On Monday, Eva wrote:</div><blockquote type="cite">Hello <b>Ada</b></blockquote></div>',
    },
    quoteText: "On Monday, Eva wrote:\n> Hello Ada",
    answers: { kind: isForward ? "forward" : kind === "reply" ? "reply" : "replyAll", messageId },
    revision: null,
  };
}

export function discardDraft(world: World, id: string): AnswerOf<"discardDraft"> {
  const { drafts, discarded } = world.writing;
  const draft = drafts.get(id);
  const change = nextId(world);
  if (draft !== undefined) discarded.set(change, [id, draft]);
  drafts.delete(id);
  return { id: change, messages: 1 };
}

/** False when that change discarded none. */
export function takeDraftBack({ writing: { drafts, discarded } }: World, change: string): boolean {
  const taken = discarded.get(change);
  if (taken !== undefined) drafts.set(...taken);
  return discarded.delete(change);
}

function written(subject: string): Opened {
  return {
    ...{ from: "ada@contoso.example", to: [], cc: [], bcc: [], subject, answers: null },
    ...{ body: { kind: "html", html: "<div>From elsewhere</div>", quote: null }, attachments: [] },
    ...{ quoteText: null, revision: null },
  };
}

export function attachFile(
  world: World,
  { name = "", type = "" }: Readonly<Record<string, string>>,
  size: number,
): AnswerOf<"attachFile"> {
  const file = { id: nextId(world), fileName: name, contentType: type, size };
  world.writing.files.set(file.id, file);
  return file;
}

export function findPeople(words: string): AnswerOf<"findPeople"> {
  const wanted = words.toLowerCase();
  return PEOPLE.filter(({ name, address }) => `${name} ${address}`.toLowerCase().includes(wanted));
}
