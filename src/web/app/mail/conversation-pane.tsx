import "./conversation.css";
// A conversation over all folders: what was read is a line each, what is unread and the newest are open. A conversation of
// one message is that message.
import { ActionIcon, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Linking } from "../records/use-linking.ts";
import { Icon } from "../shell/icon.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import { type Conversation, conversationQuery } from "./conversation-query.ts";
import type { Message } from "./message-head.tsx";
import { MessagePane } from "./message-pane.tsx";
import { listedRow } from "./message-query.ts";
import { plainName, shortName } from "./people.ts";

type Part = Conversation["messages"][number];

/** After this nothing of a conversation that was opened is still on its way. */
const SETTLED_MS = 3_000;

interface Props {
  readonly mailboxId: string;
  /** Of the conversation, or of one of its messages. */
  readonly id: string;
  readonly folderId: string;
  readonly providerName: string;
  readonly canAct: boolean;
  readonly linking: Linking | null;
  readonly onBack: () => void;
  readonly onRead: (message: Message) => void;
}

export function ConversationPane(props: Props) {
  const { mailboxId, id, folderId } = props;
  const { data, error } = useQuery(conversationQuery(mailboxId, id, folderId));
  const listed = listedRow(useQueryClient(), mailboxId, id);
  // The list knows of most that they are one message: it needn't wait to hear that it is alone.
  const alone = listed?.conversation?.messages === 1 ? listed.newestId : undefined;
  if (data === undefined && error === null && alone === undefined) return <PaneSkeleton />;
  const [first, second] = data?.messages ?? [];
  if (data === undefined || first === undefined || second === undefined) {
    const messageId = first?.id ?? alone ?? id;
    return <MessagePane key={messageId} {...props} messageId={messageId} />;
  }
  return <Parts {...props} conversation={data} />;
}

function Parts({ conversation, ...props }: Props & { readonly conversation: Conversation }) {
  const t = useTexts();
  const { messages } = conversation;
  // A conversation often has the id of its first message: then that one wasn't asked for.
  const asked = props.id === conversation.id ? null : props.id;
  const { isOpen, toggle, toggleAll, areAllOpen } = useOpenParts(messages, asked);
  const heading = useRef<HTMLHeadingElement>(null);
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    if (window.matchMedia("(max-width: 48em)").matches) heading.current?.focus();
    // What was read lies above; what was asked for, or the first that is open, is what one came for.
    const first = pane.current?.querySelector("[data-asked]") ?? pane.current?.querySelector("[data-open]");
    if (first?.previousElementSibling != null) return keepAtTop(first);
  }, []);
  const subject = plainName(messages[0]?.subject ?? "") || t.mail.noSubject;
  return (
    <article className="message conversation" ref={pane}>
      <div className="message-back">
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t.mail.back} onClick={props.onBack}>
          <Icon name="back" />
        </ActionIcon>
      </div>
      <header className="conversation-head">
        <h2 ref={heading} tabIndex={-1}>
          <bdi>{subject}</bdi>
        </h2>
        <span className="dim numbers">{t.conversations.messages(messages.length)}</span>
        <button type="button" className="text-button small" onClick={toggleAll}>
          {areAllOpen ? t.conversations.closeAll : t.conversations.openAll}
        </button>
      </header>
      <ol className="conversation-parts" aria-label={t.conversations.list}>
        {messages.map((part) => (
          <li
            key={part.id}
            data-open={isOpen(part.id) || undefined}
            data-asked={part.id === asked || undefined}
          >
            <PartLine part={part} open={isOpen(part.id)} onToggle={() => toggle(part.id)} />
            {isOpen(part.id) && (
              <MessagePane
                mailboxId={props.mailboxId}
                messageId={part.id}
                providerName={props.providerName}
                canAct={props.canAct}
                linking={props.linking}
                onBack={props.onBack}
                onRead={props.onRead}
              />
            )}
          </li>
        ))}
      </ol>
    </article>
  );
}

/** While the texts above it come; until somebody does something, or a while has passed. Answers how to end it. */
function keepAtTop(element: Element): () => void {
  const observer = new ResizeObserver(() => element.scrollIntoView({ block: "start" }));
  const ended = new AbortController();
  ended.signal.addEventListener("abort", () => observer.disconnect());
  const end = (): void => ended.abort();
  for (const act of ["wheel", "pointerdown", "keydown"]) {
    window.addEventListener(act, end, { passive: true, signal: ended.signal });
  }
  const timer = setTimeout(end, SETTLED_MS);
  ended.signal.addEventListener("abort", () => clearTimeout(timer));
  if (element.parentElement !== null) observer.observe(element.parentElement);
  return end;
}

function PartLine(props: { readonly part: Part; readonly open: boolean; readonly onToggle: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const { part, open } = props;
  const [sender] = part.from;
  return (
    <button
      type="button"
      className="conversation-line"
      aria-expanded={open}
      data-head
      data-unread={!part.flags.includes("seen") || undefined}
      onClick={props.onToggle}
    >
      <span className="conversation-chevron">
        <Icon name="chevron" size={14} />
      </span>
      <bdi className="conversation-from">{sender === undefined ? t.mail.nobody : shortName(sender)}</bdi>
      <bdi className="conversation-snippet">{!open && plainName(part.snippet)}</bdi>
      {part.attachments > 0 && (
        <span className="conversation-clip" title={t.mail.hasAttachments(part.attachments)}>
          <Icon name="clip" size={14} />
          <span className="visually-hidden">{t.mail.hasAttachments(part.attachments)}</span>
        </span>
      )}
      <time className="dim numbers" dateTime={part.date} title={format.full(part.date)}>
        {format.short(part.date, Date.now())}
      </time>
    </button>
  );
}

/** What was open stays so when it is read; what comes while one looks is open, and what was asked for by itself. */
function useOpenParts(messages: readonly Part[], asked: string | null) {
  const begun = useRef(new Map<string, boolean>());
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  messages.forEach((part, index) => {
    if (begun.current.has(part.id)) return;
    const isNewest = index === messages.length - 1;
    begun.current.set(part.id, isNewest || part.id === asked || !part.flags.includes("seen"));
  });
  const isOpen = (id: string) => chosen.get(id) ?? begun.current.get(id) ?? false;
  const areAllOpen = messages.every(({ id }) => isOpen(id));
  return {
    isOpen,
    areAllOpen,
    toggle: (id: string) => setChosen((old) => new Map(old).set(id, !isOpen(id))),
    toggleAll: () => setChosen(new Map(messages.map(({ id }) => [id, !areAllOpen]))),
  };
}

function PaneSkeleton() {
  const t = useTexts();
  return (
    <article className="message" aria-busy="true">
      <div className="message-skeleton">
        <span className="visually-hidden">{t.common.loading}</span>
        <Skeleton height={24} width="60%" mb="xl" />
        <Skeleton height={14} mb="md" />
        <Skeleton height={14} mb="md" />
        <Skeleton height={14} width="80%" />
      </div>
    </article>
  );
}
