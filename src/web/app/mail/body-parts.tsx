import type { ReactNode } from "react";
import { useTexts } from "../words/words-provider.tsx";
import { InvitationCard } from "./invitation-card.tsx";
import type { Message } from "./message-head.tsx";
import { PlainText } from "./plain-text.tsx";

/** Invitations, then the text in the best form there is. */
export function BodyParts(props: {
  readonly message: Pick<Message, "invitations" | "html" | "text">;
  readonly renderHtml: (html: string) => ReactNode;
}) {
  return (
    <>
      {props.message.invitations.map((invitation, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the message doesn't change.
        <InvitationCard key={index} invitation={invitation} />
      ))}
      <Text {...props} />
    </>
  );
}

function Text({ message, renderHtml }: Parameters<typeof BodyParts>[0]) {
  const t = useTexts();
  if (message.html !== null && message.html.trim() !== "") {
    return renderHtml(message.html);
  }
  if (message.text !== null && message.text.trim() !== "") return <PlainText text={message.text} />;
  return message.invitations.length > 0 ? null : <p className="no-body dim">{t.mail.noBody}</p>;
}
