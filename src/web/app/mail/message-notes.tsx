// What a reader should know before they believe a message.
import { Icon } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";
import type { Message } from "./message-head.tsx";
import { plainName } from "./people.ts";

type Told = Pick<Message, "senderDoubt" | "protection" | "whole" | "from">;

export function MessageNotes({ message }: { readonly message: Told }) {
  const t = useTexts();
  const { senderDoubt, protection, whole, from } = message;
  const address = plainName(from[0]?.address ?? "");
  return (
    <>
      {senderDoubt !== null && (
        <p className="message-note" data-kind="warning">
          <Icon name="alert" size={18} />
          <span>{t.reading.doubts[senderDoubt](address)}</span>
        </p>
      )}
      {protection !== null && (
        <p className="message-note">
          <Icon name="info" size={18} />
          <span>{t.reading.protections[protection]}</span>
        </p>
      )}
      {!whole && (
        <p className="message-note">
          <Icon name="info" size={18} />
          <span>{t.reading.notWhole}</span>
        </p>
      )}
    </>
  );
}
