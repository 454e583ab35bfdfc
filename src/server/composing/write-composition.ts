// From a composition to a message: its files are fetched, its HTML is sanitised, its thread is found.

import { assert } from "../../base/assert.ts";
import type { AttachmentId, MessageId } from "../../base/ids.ts";
import { type CompositionProblem, compositionProblem } from "../../core/composing/check-composition.ts";
import type { AttachmentChoice, Composition } from "../../core/composing/composition.ts";
import { htmlToPlain } from "../../core/composing/html-to-plain.ts";
import type { AttachmentInfo, Person } from "../../core/message.ts";
import { readAttachments } from "../../core/open-message.ts";
import { scanMessage } from "../../core/scan-message.ts";
import type { Identity, Writer } from "../../engine/ports/composing.ts";
import type { ServerDeps } from "../deps.ts";
import { invalid } from "../given-messages.ts";
import { HttpError } from "../http-error.ts";
import { FILE_BYTES_MAX, fileTooLarge } from "../raw-messages.ts";
import { buildMessage, type MessageFile, newMessageId } from "./build-message.ts";
import { sanitiseQuoted, sanitiseWritten } from "./sanitise-mail.ts";

/** As long as its draft may wait to be edited again. */
const USED_FILE_MS = 30 * 86_400_000;
const CONTENT_ID = /^[\x21-\x3b\x3d\x3f-\x7e]{1,250}$/;

type Deps = Pick<ServerDeps, "composing" | "packs" | "reading" | "clock" | "secrets" | "random">;

/** What a draft says of its thread, and is called. */
export interface Thread {
  readonly messageId: string;
  readonly inReplyTo: string;
  readonly references: readonly string[];
}

export interface Writing {
  readonly writer: Writer;
  readonly composition: Composition;
  /** The mailbox's own one is among them, the one that is offered first in front. */
  readonly identities: readonly [Identity, ...Identity[]];
  /** Of the draft as it was; null: it is new. */
  readonly thread: Thread | null;
}

export async function writeComposition(deps: Deps, writing: Writing): Promise<Uint8Array> {
  const { composition, identities } = writing;
  const problem = compositionProblem(
    composition,
    identities.map(({ address }) => address),
  );
  if (problem !== null) throw refused(problem);
  const from = senderOf(composition, identities);
  const { body } = composition;
  const written = body.kind === "html" ? htmlOf(body.html, body.quote) : null;
  const files = await filesOf(deps, writing);
  const thread = writing.thread ?? (await newThread(deps, writing, from));
  return buildMessage({
    ...{ from, to: composition.to, cc: composition.cc, bcc: composition.bcc, files, ...thread },
    subject: composition.subject.trim(),
    html: written,
    text: body.kind === "text" ? body.text.replace(/\r\n?/g, "\n") : htmlToPlain(written ?? ""),
    date: deps.clock.now(),
  });
}

function senderOf({ from }: Composition, identities: readonly [Identity, ...Identity[]]): Person {
  const found = identities.find(({ address }) => address.toLowerCase() === from?.toLowerCase());
  const { name, address } = found ?? identities[0];
  return { name, address };
}

/** An empty line needs something in it, or no mail program shows it. */
function htmlOf(html: string, quote: string | null): string {
  const own = sanitiseWritten(html).replace(/<(div|p)><\/\1>/g, "<$1><br /></$1>");
  return quote === null ? own : `${own}${sanitiseQuoted(quote)}`;
}

async function newThread(
  { reading, packs, random }: Deps,
  { writer, composition: { answers } }: Writing,
  from: Person,
): Promise<Thread> {
  const messageId = newMessageId(from.address, uuid(random.bytes(16)));
  const answered =
    answers === null
      ? null
      : await reading.readMessage(writer.workspaceId, writer.mailboxId, answers.messageId);
  if (answers === null || answered === null) return { messageId, inReplyTo: "", references: [] };
  const scan = scanMessage(await packs.read(writer, answered.place));
  if (scan.messageId === "") return { messageId, inReplyTo: "", references: [] };
  const earlier = scan.references.length > 0 || scan.inReplyTo === "" ? scan.references : [scan.inReplyTo];
  return {
    messageId,
    // What is passed on is no reply: References alone keep it with what it came from.
    inReplyTo: answers.kind === "forward" ? "" : scan.messageId,
    references: [...earlier.filter((id) => id !== scan.messageId), scan.messageId],
  };
}

/** Version 4: nothing of it tells when it was made. */
function uuid(bytes: Uint8Array): string {
  bytes[6] = 0x40 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function filesOf(deps: Deps, { writer, composition }: Writing): Promise<readonly MessageFile[]> {
  const { attachments } = composition;
  const now = deps.clock.now();
  const ids = attachments.flatMap((each) => (each.kind === "uploaded" ? [each.id as AttachmentId] : []));
  const uploaded = await deps.composing.takeFiles(writer, ids, { now, keepUntil: now + USED_FILE_MS });
  const opened = new Map<string, readonly PartContent[]>();
  const files: MessageFile[] = [];
  let together = 0;
  for (const choice of attachments) {
    const { contentId } = choice;
    if (contentId !== null && !CONTENT_ID.test(contentId)) throw invalid("attachments", "A Content-ID.");
    const found = choice.kind === "uploaded" ? uploaded.find(({ id }) => id === choice.id) : undefined;
    const file =
      found === undefined
        ? await partOf(deps, writer, choice, opened)
        : { ...found, content: await deps.packs.read(writer, found.place) };
    if (file === undefined) throw fileGone();
    together += file.content.length;
    if (together > FILE_BYTES_MAX) fileTooLarge();
    const { fileName, contentType, content } = file;
    files.push({ fileName, contentType, content, contentId });
  }
  return files;
}

type PartContent = AttachmentInfo & { readonly content: Uint8Array };

async function partOf(
  { composing, packs }: Deps,
  writer: Writer,
  choice: AttachmentChoice,
  opened: Map<string, readonly PartContent[]>,
): Promise<PartContent | undefined> {
  if (choice.kind !== "part") return undefined;
  const { messageId, revision, part } = choice;
  const known = opened.get(revision);
  if (known !== undefined) return known.find((each) => each.part === part);
  const place = await composing.revisionPlace(writer, messageId as MessageId, revision);
  if (place === null) return undefined;
  const bytes = await packs.read(writer, place);
  const attachments = [...readAttachments(bytes)].map(({ info, content }) => ({ ...info, content }));
  opened.set(revision, attachments);
  return attachments.find((each) => each.part === part);
}

function refused({ field, kind }: CompositionProblem): HttpError {
  return invalid(field, PROBLEMS[kind]);
}

const PROBLEMS: Readonly<Record<CompositionProblem["kind"], string>> = {
  control: "One line, without control characters.",
  address: "A mail address, as name@example.org.",
  tooLong: "This is too long.",
  tooMany: "At most 500 recipients.",
  notOwn: "One of your own addresses at this mailbox.",
};

function fileGone(): HttpError {
  return new HttpError(422, "attachment_gone", "An attachment isn't here any more: attach it again.");
}

/** Of identities as they are saved, with the mailbox's own one. */
export function withOwn(
  saved: readonly Identity[],
  own: { readonly address: string; readonly displayName: string },
): readonly [Identity, ...Identity[]] {
  const key = own.address.toLowerCase();
  const has = saved.some(({ address }) => address.toLowerCase() === key);
  const all = has ? saved : [...saved, { address: own.address, name: own.displayName, signature: "" }];
  const [first, ...rest] = all;
  assert(first !== undefined, "a mailbox has an address");
  return [first, ...rest];
}
