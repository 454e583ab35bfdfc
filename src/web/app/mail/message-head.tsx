import "./reading.css";
import { useDisclosure } from "@mantine/hooks";
import type { RefObject } from "react";
import type { AnswerOf } from "../../../api/operations.ts";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import { SourceDialog } from "./mail-overlays.ts";
import { MessageNotes } from "./message-notes.tsx";
import { type Person, plainName } from "./people.ts";
import { People } from "./people-list.tsx";

export type Message = AnswerOf<"readMessage">;

export function MessageHead(props: {
  readonly message: Message;
  readonly mailboxId: string;
  readonly headingRef: RefObject<HTMLHeadingElement | null>;
}) {
  const t = useTexts();
  const format = useFormat();
  const { message } = props;
  const [isSourceOpen, source] = useDisclosure(false);
  const [sender] = message.from;
  const answersElsewhere = message.replyTo.some(
    ({ address }) => !message.from.some((from) => from.address.toLowerCase() === address.toLowerCase()),
  );
  return (
    <header className="message-head">
      <div className="message-title">
        <h2 ref={props.headingRef} tabIndex={-1}>
          <bdi>{plainName(message.subject) || t.mail.noSubject}</bdi>
        </h2>
        <button type="button" className="text-button small" onClick={source.open}>
          {t.mail.viewSource}
        </button>
        <SourceDialog
          mailboxId={props.mailboxId}
          messageId={message.id}
          opened={isSourceOpen}
          onClose={source.close}
        />
      </div>
      <div className="message-from">
        <span className="avatar" aria-hidden="true">
          {initial(sender)}
        </span>
        <div className="message-people">
          <div className="message-sender">
            {message.from.length === 0 ? t.mail.nobody : <People people={message.from} strong />}
            <time
              className="dim numbers"
              dateTime={message.date}
              title={format.full(message.sentAt ?? message.date)}
            >
              {format.exact(message.date)}
            </time>
          </div>
          <PeopleLine label={t.mail.to} people={message.to} />
          <PeopleLine label={t.mail.cc} people={message.cc} />
          <PeopleLine label={t.mail.bcc} people={message.bcc} />
          {answersElsewhere && <PeopleLine label={t.mail.replyTo} people={message.replyTo} />}
        </div>
      </div>
      <MessageNotes message={message} />
    </header>
  );
}

const SHOWN = 5;

export function PeopleLine({
  label,
  people,
}: {
  readonly label: string;
  readonly people: readonly Person[];
}) {
  if (people.length === 0) return null;
  const rest = people.length - SHOWN;
  if (rest <= 1) {
    return (
      <p className="people-line">
        <span className="dim">{label}</span> <People people={people} />
      </p>
    );
  }
  return (
    <details className="people-line">
      <summary>
        <span className="dim">{label}</span> <People people={people.slice(0, SHOWN)} />{" "}
        <span className="more">+{rest}</span>
      </summary>
      <People people={people.slice(SHOWN)} />
    </details>
  );
}

function initial(person: Person | undefined): string {
  const text = plainName(person?.name ?? "") || plainName(person?.address ?? "");
  return (/\p{L}|\p{N}/u.exec(text)?.[0] ?? "?").toUpperCase();
}
