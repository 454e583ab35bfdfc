// Whom a row names: who wrote, but of what one wrote oneself to whom it went.
import { useTexts } from "../words/words-provider.tsx";
import { MarkedText } from "./marked-text.tsx";
import { type Person, shortName } from "./people.ts";
import type { Marks, MessageRow } from "./use-message-pages.ts";

export function Senders({ message: { conversation, from, marks } }: { readonly message: MessageRow }) {
  const t = useTexts();
  const [sender] = from;
  if (conversation !== null) return namesOf(conversation.people) || t.mail.nobody;
  return sender === undefined ? t.mail.nobody : <Sender sender={sender} marks={marks} />;
}

function Sender({ sender, marks }: { readonly sender: Person; readonly marks: Marks | undefined }) {
  const shown = shortName(sender);
  if (shown === sender.name) return <MarkedText text={shown} marks={marks?.name} />;
  if (shown === sender.address) return <MarkedText text={shown} marks={marks?.address} />;
  return shown;
}

/** Of a conversation in which others wrote too: those, and whom the newest message went to besides. */
export function Recipients(props: { readonly message: MessageRow; readonly ownAddress: string }) {
  const t = useTexts();
  const { conversation, from, to } = props.message;
  // One may write as several addresses.
  const own = [{ name: "", address: props.ownAddress }, ...from];
  const others = without(own, conversation?.people ?? []);
  if (others.length > 0) return namesOf([...others, ...without([...own, ...others], to)]);
  if (to.length === 0) return t.mail.noRecipient;
  return (
    <>
      {t.mail.to} <bdi>{namesOf(to)}</bdi>
    </>
  );
}

function namesOf(people: readonly Person[]): string {
  return people.map(shortName).join(", ");
}

function without(some: readonly Person[], people: readonly Person[]): readonly Person[] {
  const addresses = new Set(some.map(({ address }) => address.toLowerCase()));
  return people.filter(({ address }) => !addresses.has(address.toLowerCase()));
}
