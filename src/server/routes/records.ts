// Mail on records (J14): records as the application pushes them, what is on them, and who decides what of it is seen.
import type { z } from "@hono/zod-openapi";
import type { Env, Hono } from "hono";
import type { AnswerOf } from "../../api/operations.ts";
import { PushedRecord } from "../../api/record-schemas.ts";
import { type MailboxId, type MessageId, newId, type RecordId } from "../../base/ids.ts";
import { openMessage, readAttachment } from "../../core/open-message.ts";
import { cut } from "../../core/plain-text.ts";
import { ignoredEntry, recordAddress } from "../../core/records.ts";
import type { UserPrincipal } from "../../engine/ports/accounts.ts";
import type { LinkOrder, NewRecord, RecordMessage, SeenMessage } from "../../engine/ports/records.ts";
import { attachmentHeaders } from "../attachment-headers.ts";
import { readInvitations } from "../calendar.ts";
import { auditMailbox, connectedMailbox, readableMailbox } from "../connected-mailbox.ts";
import { noCursor, readDatedCursor, writeDatedCursor } from "../dated-cursor.ts";
import type { ServerDeps } from "../deps.ts";
import { invalid } from "../given-messages.ts";
import { type FieldError, forbidden, HttpError, notFound } from "../http-error.ts";
import { presentJudgements, time } from "../present.ts";
import { readId } from "../read-id.ts";
import { type GivenRecord, readRecordFile } from "../record-file.ts";
import type { Handlers } from "../register.ts";
import type { Sessions } from "../sessions.ts";

type RecordHandlers = Pick<
  Handlers,
  | "pushRecords"
  | "importRecords"
  | "findRecords"
  | "readRecord"
  | "listRecordMessages"
  | "readRecordMessage"
  | "mergeRecord"
  | "removeRecord"
  | "readMessageRecords"
  | "linkMessages"
  | "setPrivate"
  | "setRecordVisibility"
  | "readRecordRules"
  | "saveRecordRules"
>;
type Pushed = AnswerOf<"pushRecords">;
type WrongRecord = Pushed["wrong"][number];

const PAGE = 50;
/** Of one transaction. */
const PUSHED_AT_ONCE = 1_000;
/** Of what is told of a record that was left out. */
const VALUE_LENGTH_MAX = 100;

export function recordRoutes(deps: ServerDeps): RecordHandlers {
  const { records, accounts, hints, clock } = deps;

  function audit(
    { user }: UserPrincipal,
    action: string,
    detail: Readonly<Record<string, string | number | boolean>>,
  ) {
    const { workspaceId, id } = user;
    return accounts.audit({ at: clock.now(), workspaceId, actor: `user:${id}`, action, detail });
  }

  async function push(principal: UserPrincipal, given: readonly GivenRecord[]): Promise<Pushed> {
    const { workspaceId } = principal.user;
    const { good, wrong } = judge(deps, given);
    const pushed = { made: 0, changed: 0, same: 0, wrong: [...wrong] };
    for (let i = 0; i < good.length; i += PUSHED_AT_ONCE) {
      const some = good.slice(i, i + PUSHED_AT_ONCE);
      const outcome = await records.push(
        workspaceId,
        some.map(({ record }) => record),
      );
      pushed.made += outcome.made;
      pushed.changed += outcome.changed;
      pushed.same += outcome.same;
      const merged = some.filter((_, index) => outcome.merged.includes(index));
      pushed.wrong.push(...merged.map(({ given: each }) => wrongRecord(each, "merged", "id")));
    }
    if (pushed.made + pushed.changed > 0) hints.publish({ kind: "records", workspaceId });
    return { ...pushed, wrong: pushed.wrong.toSorted((a, b) => a.at - b.at) };
  }

  async function readRecord({ user }: UserPrincipal, recordId: string): Promise<AnswerOf<"readRecord">> {
    const record = await records.read(user.workspaceId, recordId as RecordId);
    if (record === null) throw notFound();
    return { ...record, addresses: [...record.addresses] };
  }

  async function readMessageRecords(
    { user }: UserPrincipal,
    mailboxId: MailboxId,
    messageId: string,
  ): Promise<AnswerOf<"readMessageRecords">> {
    const found = await records.ofMessage(user.workspaceId, mailboxId, messageId as MessageId);
    if (found === null) throw notFound();
    return {
      records: found.records.map(({ record, ...link }) => ({
        ...link,
        record: { ...record, addresses: [...record.addresses] },
      })),
      private: found.isPrivate,
      colleagues: found.colleagues,
    };
  }

  /** What others see of a shared mailbox is not for each of its members to say. */
  async function ownedMailbox(principal: UserPrincipal, mailboxId: string): Promise<MailboxId> {
    const id = await connectedMailbox(deps, principal, mailboxId);
    const { user } = principal;
    const connection = await deps.connections.connectionOfUser(user.workspaceId, user.id);
    if (connection?.role !== "owner") throw forbidden();
    return id;
  }

  async function readRules({ user }: UserPrincipal): Promise<AnswerOf<"readRecordRules">> {
    const rules = await records.readRules(user.workspaceId);
    const workspace = await accounts.readWorkspace(user.workspaceId);
    return { ...rules, ignored: [...rules.ignored], ownDomains: [...(workspace?.ownDomains ?? [])] };
  }

  return {
    pushRecords: ({ principal, body }) =>
      push(
        principal,
        body.records.map((record, at) => ({ ...record, url: record.url ?? null, shown: record.shown, at })),
      ),

    async importRecords({ principal, bytes }) {
      const pushed = await push(principal, readRecordFile(await bytes()));
      const { made, changed, same, wrong } = pushed;
      await audit(principal, "records.imported", { made, changed, same, leftOut: wrong.length });
      return pushed;
    },

    async findRecords({ principal, query }) {
      const found = await records.find(principal.user.workspaceId, {
        text: (query.q ?? "").slice(0, 500),
        type: query.type ?? null,
        after: query.cursor === undefined ? null : namedCursor(query.cursor),
        limit: PAGE,
      });
      const last = found.records.at(-1);
      return {
        records: found.records.map((record) => ({ ...record, addresses: [...record.addresses] })),
        next: last === undefined || found.records.length < PAGE ? null : `${last.id}.${last.name}`,
        types: [...found.types],
      };
    },

    readRecord: ({ principal, params }) => readRecord(principal, params.recordId),

    async listRecordMessages({ principal, params, query }) {
      const { id } = await readRecord(principal, params.recordId);
      const after = query.cursor === undefined ? null : readDatedCursor(query.cursor);
      const messages = await records.messages(viewerOf(principal), id as RecordId, { after, limit: PAGE });
      const last = messages.at(-1)?.at;
      return {
        messages: messages.map(presentMessage),
        next: last === undefined || messages.length < PAGE ? null : writeDatedCursor(last),
      };
    },

    async readRecordMessage({ principal, params }) {
      const { seen, scan, bytes } = await openSeen(deps, principal, params);
      const opened = openMessage(bytes);
      return {
        ...presentMessage(seen),
        cc: [...scan.cc],
        sentAt: scan.date === null ? null : time(scan.date),
        text: opened.text,
        html: opened.html,
        attachmentList: [...opened.attachments],
        invitations: readInvitations(opened.calendars),
        ...presentJudgements(scan, opened),
      };
    },

    async mergeRecord({ principal, params, body }) {
      const { workspaceId } = principal.user;
      const [from, into] = [params.recordId as RecordId, body.into as RecordId];
      if (from === into) throw invalid("into", "A record can't be merged into itself.");
      if (!(await records.merge(workspaceId, from, into))) throw notFound();
      hints.publish({ kind: "records", workspaceId });
      await audit(principal, "record.merged", { record: from, into });
      return readRecord(principal, into);
    },

    async removeRecord({ principal, params }) {
      const { workspaceId } = principal.user;
      if (!(await records.remove(workspaceId, params.recordId as RecordId))) throw notFound();
      await audit(principal, "record.removed", { record: params.recordId });
    },

    async readMessageRecords({ principal, params }) {
      const mailboxId = await readableMailbox(deps, principal, params.mailboxId);
      return readMessageRecords(principal, mailboxId, params.messageId);
    },

    async linkMessages({ principal, params, body }) {
      const mailboxId = await connectedMailbox(deps, principal, params.mailboxId);
      const { workspaceId, id: userId } = principal.user;
      const { recordId, linked, messages } = body;
      const changed = await records.link({
        ...{ workspaceId, mailboxId, userId, linked, now: clock.now() },
        recordId: recordId as RecordId,
        messages: messages as LinkOrder["messages"],
      });
      if (changed === null) throw notFound();
      return { messages: [...changed] };
    },

    async setPrivate({ principal, params, body }) {
      const mailboxId = await ownedMailbox(principal, params.mailboxId);
      const { workspaceId } = principal.user;
      const messageId = params.messageId as MessageId;
      if (!(await records.setPrivate(workspaceId, mailboxId, messageId, body.private))) throw notFound();
      return readMessageRecords(principal, mailboxId, messageId);
    },

    async setRecordVisibility({ principal, params, body }) {
      const mailboxId = await ownedMailbox(principal, params.mailboxId);
      const { workspaceId } = principal.user;
      await records.setColleaguesSee(workspaceId, mailboxId, body.colleaguesSee);
      await auditMailbox(deps, principal, `records.colleaguesSee.${body.colleaguesSee}`, mailboxId);
      hints.publish({ kind: "mailbox", workspaceId, mailboxId });
      return body;
    },

    readRecordRules: ({ principal }) => readRules(principal),

    async saveRecordRules({ principal, body }) {
      const { workspaceId } = principal.user;
      const entries = body.ignored.map((text) => ({ text, entry: ignoredEntry(text) }));
      const wrong = entries.flatMap(({ text, entry }, index): FieldError[] => {
        if (entry !== null) return [];
        const message = `No address and no domain: ${text}`;
        return [{ field: `ignored.${index}`, message, code: "notAddressOrDomain" }];
      });
      if (wrong.length > 0) throw new HttpError(422, "invalid", "Some fields need another look.", wrong);
      const ignored = [...new Set(entries.flatMap(({ entry }) => entry ?? []))].toSorted();
      const { recordsOnly } = body;
      await records.saveRules(workspaceId, { ignored, recordsOnly });
      await audit(principal, "record-rules.saved", { ignored: ignored.length, recordsOnly });
      return readRules(principal);
    },
  };
}

// --- pushing ----------------------------------------------------------------------------------------------

interface Judged {
  readonly good: readonly { readonly given: GivenRecord; readonly record: NewRecord }[];
  readonly wrong: readonly WrongRecord[];
}

function judge(
  { clock, random }: Pick<ServerDeps, "clock" | "random">,
  given: readonly GivenRecord[],
): Judged {
  const good: { given: GivenRecord; record: NewRecord }[] = [];
  const wrong: WrongRecord[] = [];
  const names = new Set<string>();
  for (const each of given) {
    const { at: _, ...pushed } = each;
    const read = PushedRecord.safeParse({ ...pushed, type: each.type.trim(), name: each.name.trim() });
    const unreadable = each.addresses.filter((address) => recordAddress(address) === null);
    const name = `${each.type.trim()}\n${each.externalId}`;
    if (unreadable.length > 0) {
      wrong.push(wrongRecord({ ...each, addresses: unreadable }, "noAddress", "addresses"));
    } else if (!read.success) {
      wrong.push(...read.error.issues.slice(0, 1).map((issue) => wrongByIssue(each, issue)));
    } else if (names.has(name)) {
      wrong.push(wrongRecord(each, "twice", "id"));
    } else {
      names.add(name);
      const { type, externalId, url = null, shown } = read.data;
      const addresses = [...new Set(each.addresses.flatMap((address) => recordAddress(address) ?? []))];
      const record = { type, externalId, url, shown, addresses, name: read.data.name };
      good.push({ given: each, record: { ...record, id: newId<RecordId>(clock, random) } });
    }
  }
  return { good, wrong };
}

function wrongByIssue(given: GivenRecord, { code, path: [field] }: z.core.$ZodIssue): WrongRecord {
  const column = field === "externalId" ? "id" : (field as WrongRecord["column"]);
  if (code === "too_small") return wrongRecord(given, "missing", column);
  if (code === "too_big") return wrongRecord(given, column === "addresses" ? "tooMany" : "tooLong", column);
  return wrongRecord(given, column === "url" ? "noUrl" : "noShown", column);
}

function wrongRecord(
  { at, externalId: id, ...more }: GivenRecord,
  code: WrongRecord["code"],
  column: WrongRecord["column"],
): WrongRecord {
  const value = { id, ...more }[column] ?? "";
  const text = typeof value === "string" ? value : value.join(", ");
  return { at, code, column, value: cut(text, VALUE_LENGTH_MAX) };
}

// --- reading ----------------------------------------------------------------------------------------------

function viewerOf({ user: { workspaceId, id: userId } }: UserPrincipal) {
  return { workspaceId, userId };
}

type OpenedSeen = SeenMessage & { readonly bytes: Uint8Array };

/** Rejects with 404, and with 403 where the viewer may see its subject only. */
async function openSeen(
  { records, packs }: Pick<ServerDeps, "records" | "packs">,
  principal: UserPrincipal,
  { recordId, messageId }: { readonly recordId: string; readonly messageId: string },
): Promise<OpenedSeen> {
  const [record, message] = [readId<RecordId>(recordId), readId<MessageId>(messageId)];
  if (record === null || message === null) throw notFound();
  const viewer = viewerOf(principal);
  const found = await records.message(viewer, record, message);
  if (found === null) throw notFound();
  if (found.seen.shown === "subject") {
    throw new HttpError(
      403,
      "subject_only",
      "Of this message only the subject and the people are shown to you.",
    );
  }
  const { mailboxId } = found.seen;
  return { ...found, bytes: await packs.read({ workspaceId: viewer.workspaceId, mailboxId }, found.place) };
}

function presentMessage(seen: RecordMessage): AnswerOf<"listRecordMessages">["messages"][number] {
  const { messageId, mailboxId, isOwn, shown, subject, from, to, how, linkedBy } = seen;
  return {
    ...{ messageId, shown, subject, how, linkedBy },
    mailboxId: isOwn ? mailboxId : null,
    from: [...from],
    to: [...to],
    date: time(seen.internalDate),
    direction: seen.isOut ? "out" : "in",
    snippet: shown === "full" ? seen.snippet : null,
    attachments: shown === "full" ? seen.attachments : null,
    private: seen.isPrivate,
  };
}

function namedCursor(cursor: string): { readonly id: RecordId; readonly name: string } {
  const [, text = "", name = ""] = /^(.{36})\.(.*)$/s.exec(cursor) ?? [];
  const id = readId<RecordId>(text);
  if (id === null) throw noCursor();
  return { id, name };
}

export function registerRecordBytes(app: Hono<Env>, deps: ServerDeps, sessions: Sessions): void {
  app.get("/v1/records/:recordId/messages/:messageId/attachments/:part", async (context) => {
    const params = context.req.param();
    const { bytes } = await openSeen(deps, await sessions.user(context), params);
    const attachment = readAttachment(bytes, params.part);
    if (attachment === null) throw notFound();
    return context.body(attachment.content as Uint8Array<ArrayBuffer>, 200, {
      ...attachmentHeaders(attachment.info.fileName, attachment.info.contentType),
    });
  });
}
