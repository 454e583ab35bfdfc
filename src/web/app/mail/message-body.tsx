import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import { useTexts } from "../words/words-provider.tsx";
import type { Message } from "./message-head.tsx";
import { PlainText } from "./plain-text.tsx";

const HtmlBody = lazy(async () => ({ default: (await import("./html-body.tsx")).HtmlBody }));

export function MessageBody({
  message,
  mailboxId,
}: {
  readonly message: Message;
  readonly mailboxId: string;
}) {
  const t = useTexts();
  if (message.html !== null && message.html.trim() !== "") {
    return (
      <Suspense fallback={<Skeleton height={200} m="md" />}>
        <HtmlBody html={message.html} message={message} mailboxId={mailboxId} />
      </Suspense>
    );
  }
  if (message.text === null || message.text.trim() === "")
    return <p className="no-body dim">{t.mail.noBody}</p>;
  return <PlainText text={message.text} />;
}
