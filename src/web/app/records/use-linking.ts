// Puts conversations on records and takes them off, with the way back; asks which record.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import type { Target } from "../mail/acts.ts";
import type { Acts } from "../mail/use-acts.ts";
import { problemOf } from "../problem-error.ts";
import { useTexts } from "../words/words-provider.tsx";
import { anyRecordsQuery, type OfMessage, type RecordRow } from "./record-queries.ts";

/** Each is a request of its own. */
const CONVERSATIONS_MAX = 50;
/** As many as one request may name. */
const MESSAGES_MAX = 500;

interface Change {
  readonly record: RecordRow;
  readonly linked: boolean;
  readonly conversations: readonly string[];
}

export interface Linking {
  /** The mail can be put on records and taken off: not that of a mailbox that was stopped. */
  readonly canLink: boolean;
  /** Who uses it says what colleagues see of a message: its owner. */
  readonly canMark: boolean;
  /** Conversations for which a record is chosen. */
  readonly asked: readonly string[] | null;
  readonly ask: (conversations: readonly string[]) => void;
  readonly askFor: (target: Target) => void;
  readonly cancel: () => void;
  readonly link: (record: RecordRow) => void;
  readonly takeOff: (
    record: RecordRow,
    message: { readonly id: string; readonly conversationId: string },
  ) => void;
  readonly say: (text: string) => void;
}

/** Null while the workspace has no records, as far as is known. */
export function useLinking(input: {
  readonly mailboxId: string;
  readonly acts: Acts;
  readonly canLink: boolean;
  readonly isOwner: boolean;
}): Linking | null {
  const t = useTexts();
  const client = useQueryClient();
  const { mailboxId, acts, canLink } = input;
  const { data: any = false } = useQuery(anyRecordsQuery);
  const [asked, setAsked] = useState<readonly string[] | null>(null);

  function refresh(): void {
    void client.invalidateQueries({ queryKey: keys.ofMessages(mailboxId) });
    void client.invalidateQueries({ queryKey: keys.everyRecord });
  }
  const send = async (body: Parameters<typeof bodyOf>[0]) =>
    (await call("linkMessages", { params: { mailboxId }, body: bodyOf(body) })).messages;

  async function change({ record, linked, conversations }: Change): Promise<void> {
    try {
      const ids: string[] = [];
      for (const conversation of conversations) ids.push(...(await send({ record, linked, conversation })));
      if (ids.length === 0) return acts.tell(t.act.nothingToDo);
      const text = linked ? t.act.linked(record.name) : t.act.takenOff(record.name);
      const done = Promise.resolve({ id: "", messages: ids.length });
      acts.offerUndo(
        text,
        done,
        () => undefined,
        async () => {
          for (const some of chunks(ids)) await send({ record, linked: !linked, messages: some });
          refresh();
        },
      );
    } catch (error) {
      const { code, title } = problemOf(error);
      acts.say(code === "offline" ? t.act.offline : title || t.act.failed);
    } finally {
      refresh();
    }
  }

  function ask(conversations: readonly string[]): void {
    if (conversations.length > CONVERSATIONS_MAX) acts.say(t.act.tooManyToLink(CONVERSATIONS_MAX));
    else if (conversations.length > 0) setAsked(conversations);
  }

  if (!any) return null;
  return {
    canLink,
    canMark: canLink && input.isOwner,
    asked,
    ask,
    askFor: ({ ids, rows }) => {
      if (ids === "all") acts.say(t.act.tooManyToLink(CONVERSATIONS_MAX));
      else ask([...new Set(rows.map(({ conversationId }) => conversationId))]);
    },
    cancel: () => setAsked(null),
    link: (record) => {
      setAsked(null);
      void change({ record, linked: true, conversations: asked ?? [] });
    },
    takeOff: (record, { id, conversationId }) => {
      // It goes at once; what the server says follows.
      client.setQueryData<OfMessage>(
        keys.ofMessage(mailboxId, id),
        (old) => old && { ...old, records: old.records.filter((each) => each.record.id !== record.id) },
      );
      void change({ record, linked: false, conversations: [conversationId] });
    },
    say: acts.say,
  };
}

function bodyOf(
  wanted: { readonly record: RecordRow; readonly linked: boolean } & (
    | { readonly conversation: string }
    | { readonly messages: string[] }
  ),
) {
  const { record, linked } = wanted;
  const messages = "messages" in wanted ? wanted.messages : { conversation: wanted.conversation };
  return { recordId: record.id, linked, messages };
}

function chunks(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / MESSAGES_MAX);
  return Array.from({ length: count }, (_, at) => ids.slice(at * MESSAGES_MAX, (at + 1) * MESSAGES_MAX));
}
