import { type CSSProperties, type MouseEvent, memo, type PointerEvent } from "react";
import { Icon } from "../shell/icon.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import { MarkedText } from "./marked-text.tsx";
import { plainName } from "./people.ts";
import { Recipients, Senders } from "./row-people.tsx";
import type { MessageRow } from "./use-message-pages.ts";

interface Props {
  readonly message: MessageRow;
  readonly style: CSSProperties;
  readonly position: number;
  readonly total: number;
  /** In the message pane. */
  readonly open: boolean;
  readonly selected: boolean;
  readonly active: boolean;
  /** Shown in search results. */
  readonly folder: string | null;
  /** That of whoever wrote it from here; null: it was written to them. */
  readonly ownAddress: string | null;
  readonly press: PressRow;
}

/** All a pointer can do to a row. Stays the same function, whatever it does. */
export type PressRow = (event: MouseEvent | PointerEvent, position: number, message: MessageRow) => void;

export const MessageRowView = memo(MessageRowPlain, sameRow);

function MessageRowPlain({ message, folder, ownAddress, ...props }: Props) {
  const t = useTexts();
  const format = useFormat();
  const unread = !message.flags.includes("seen");
  const subject = plainName(message.subject) || t.mail.noSubject;
  const press = (event: MouseEvent | PointerEvent) => props.press(event, props.position, message);
  return (
    // The list has the focus and the keys (listbox): a row reacts to the pointer only.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
    // biome-ignore lint/a11y/useFocusableInteractive: see above.
    <div
      id={`row-${message.id}`}
      className="message-row"
      role="option"
      aria-selected={props.selected}
      aria-current={props.open || undefined}
      aria-posinset={props.position}
      aria-setsize={props.total}
      data-active={props.active || undefined}
      data-unread={unread || undefined}
      style={props.style}
      onClick={press}
      onMouseDown={press}
      onPointerDown={press}
      onPointerMove={press}
      onPointerUp={press}
      onPointerCancel={press}
      onContextMenu={press}
    >
      <span className="message-row-mark" aria-hidden="true" data-check="">
        <span className="message-row-check">
          <Icon name="check" size={14} />
        </span>
      </span>
      <span className="message-row-main">
        <span className="message-row-line">
          {unread && <span className="visually-hidden">{t.mail.unreadMark}. </span>}
          <bdi className="message-row-from">
            {ownAddress === null ? (
              <Senders message={message} />
            ) : (
              <Recipients message={message} ownAddress={ownAddress} />
            )}
          </bdi>
          <ConversationCount message={message} />
          <RowFlags message={message} />
          <time className="message-row-date" dateTime={message.date} title={format.full(message.date)}>
            {format.short(message.date, Date.now())}
          </time>
        </span>
        <span className="message-row-line">
          <bdi className="message-row-subject">
            {subject === message.subject ? (
              <MarkedText text={subject} marks={message.marks?.subject} />
            ) : (
              subject
            )}
          </bdi>
          <bdi className="message-row-snippet">
            <MarkedText text={message.snippet} marks={message.marks?.snippet} />
          </bdi>
          {folder !== null && <span className="message-row-folder">{folder}</span>}
        </span>
      </span>
    </div>
  );
}

function ConversationCount({ message: { conversation } }: { readonly message: MessageRow }) {
  const t = useTexts();
  if (conversation === null || conversation.messages < 2) return null;
  const { messages } = conversation;
  return (
    <span className="message-row-count" title={t.conversations.messages(messages)}>
      <span aria-hidden="true">{messages}</span>
      <span className="visually-hidden">{t.conversations.messages(messages)}</span>
    </span>
  );
}

function RowFlags({ message }: { readonly message: MessageRow }) {
  const t = useTexts();
  const has = (flag: MessageRow["flags"][number]) => message.flags.includes(flag);
  return (
    <span className="message-row-flags">
      {message.refused !== null && <Mark icon="alert" label={t.act.hereOnlyMark} />}
      {has("answered") && <Mark icon="reply" label={t.mail.answered} />}
      {has("forwarded") && <Mark icon="forward" label={t.mail.forwarded} />}
      {message.attachments > 0 && <Mark icon="clip" label={t.mail.hasAttachments(message.attachments)} />}
      {has("flagged") && <Mark icon="flag" label={t.mail.flagged} />}
    </span>
  );
}

function Mark({
  icon,
  label,
}: {
  readonly icon: "alert" | "reply" | "forward" | "clip" | "flag";
  readonly label: string;
}) {
  return (
    <span title={label} className={`mark-${icon}`}>
      <Icon name={icon} size={14} />
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

/** `style` is new each time; what it says decides. */
function sameRow(a: Props, b: Props): boolean {
  return (
    a.message === b.message &&
    a.style.transform === b.style.transform &&
    a.position === b.position &&
    a.total === b.total &&
    a.open === b.open &&
    a.selected === b.selected &&
    a.active === b.active &&
    a.folder === b.folder &&
    a.ownAddress === b.ownAddress &&
    a.press === b.press
  );
}

/** A row that is on its way: nobody can choose it, so it is no option yet. */
export function RowSkeleton({ style }: { readonly style: CSSProperties }) {
  return (
    <div className="message-row skeleton-row" style={style} aria-hidden="true">
      <span className="message-row-main">
        <span className="bone" style={{ width: "38%" }} />
        <span className="bone" style={{ width: "82%" }} />
      </span>
    </div>
  );
}
