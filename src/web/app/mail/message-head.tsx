import type { RefObject } from "react";
import type { AnswerOf } from "../../../api/operations.ts";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import { sourceUrl } from "./message-urls.ts";
import { type Person, plainName } from "./people.ts";

export type Message = AnswerOf<"readMessage">;

export function MessageHead(props: {
  readonly message: Message;
  readonly mailboxId: string;
  readonly headingRef: RefObject<HTMLHeadingElement | null>;
}) {
  const t = useTexts();
  const format = useFormat();
  const { message } = props;
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
        <a className="text-link small" href={sourceUrl(props.mailboxId, message.id)} download>
          {t.mail.viewSource}
        </a>
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
    </header>
  );
}

const SHOWN = 5;

function PeopleLine({ label, people }: { readonly label: string; readonly people: readonly Person[] }) {
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

/** The real address always beside the name: anybody can write any name. */
function People({
  people,
  strong = false,
}: {
  readonly people: readonly Person[];
  readonly strong?: boolean;
}) {
  return people.map((person, index) => {
    const name = plainName(person.name);
    const address = plainName(person.address);
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the same address may occur twice.
      <span className="person" key={`${address} ${index}`}>
        {name !== "" && name !== address && (
          <bdi className={strong ? "person-name strong" : "person-name"}>{name} </bdi>
        )}
        <bdi className={name === "" || name === address ? "" : "dim"}>
          {name === "" || name === address ? address : `<${address}>`}
        </bdi>
        {index < people.length - 1 && ", "}
      </span>
    );
  });
}

function initial(person: Person | undefined): string {
  const text = plainName(person?.name ?? "") || plainName(person?.address ?? "");
  return (/\p{L}|\p{N}/u.exec(text)?.[0] ?? "?").toUpperCase();
}
