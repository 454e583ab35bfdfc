// A message on a record: a line, and when it is opened what of it the viewer may see.
import { useId, useState } from "react";
import { plainName, shortName } from "../mail/people.ts";
import { Icon } from "../shell/icon.tsx";
import { lazyPart, PartProblem } from "../shell/lazy-part.tsx";
import { RelativeTime } from "../words/relative-time.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { OpenedBones } from "./opened-bones.tsx";
import type { RecordMessage } from "./record-queries.ts";

const OpenedRecordMessage = lazyPart(
  async () => (await import("./opened-record-message.tsx")).OpenedRecordMessage,
  ({ failure }) => (failure === null ? <OpenedBones /> : <PartProblem failure={failure} />),
);

export function RecordMessageItem(props: { readonly recordId: string; readonly message: RecordMessage }) {
  const { message } = props;
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <li>
      <button
        type="button"
        className="record-mail-line"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <Line message={message} />
      </button>
      {open && (
        <div id={id} className="record-opened">
          <OpenedRecordMessage {...props} />
        </div>
      )}
    </li>
  );
}

function Line({ message }: { readonly message: RecordMessage }) {
  const t = useAllTexts();
  const { direction, attachments, how, linkedBy } = message;
  const isSent = direction === "out";
  const subject = plainName(message.subject) || t.mail.noSubject;
  return (
    <>
      <span
        className="record-direction"
        data-direction={direction}
        title={isSent ? t.records.sent : t.records.received}
      >
        <Icon name={isSent ? "outgoing" : "incoming"} size={16} />
        <span className="visually-hidden">{isSent ? t.records.sent : t.records.received}. </span>
      </span>
      <span className="record-mail-main">
        <span className="record-mail-row">
          <bdi className="record-mail-people">
            {message.from.map(shortName).join(", ") || t.mail.nobody}
            {isSent && message.to.length > 0 && (
              <span className="dim"> {t.records.recipients(message.to.map(shortName).join(", "))}</span>
            )}
          </bdi>
          {message.private && <Mark icon="lock" label={t.records.privateMark} />}
          {attachments !== null && attachments > 0 && (
            <Mark icon="clip" label={t.mail.hasAttachments(attachments)} />
          )}
          <span className="record-mail-date dim numbers">
            <RelativeTime at={message.date} />
          </span>
        </span>
        <span className="record-mail-row">
          <bdi className="record-mail-subject">{subject}</bdi>
          <span className="record-mail-snippet dim">
            {message.shown === "subject" ? (
              <em>{t.records.onlySubject}</em>
            ) : (
              <bdi>{plainName(message.snippet ?? "")}</bdi>
            )}
          </span>
          <span className="record-mail-how dim">
            {how === "hand" ? t.records.shortHow.hand(linkedBy) : t.records.shortHow[how]}
          </span>
        </span>
      </span>
    </>
  );
}

function Mark({ icon, label }: { readonly icon: "lock" | "clip"; readonly label: string }) {
  return (
    <span title={label} className="record-mark dim">
      <Icon name={icon} size={14} />
      <span className="visually-hidden">{label}. </span>
    </span>
  );
}
