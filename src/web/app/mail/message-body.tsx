import { lazy } from "react";
import { BodyParts } from "./body-parts.tsx";
import type { Message } from "./message-head.tsx";

const HtmlBody = lazy(async () => ({ default: (await import("./html-body.tsx")).HtmlBody }));

export function MessageBody(props: { readonly message: Message; readonly mailboxId: string }) {
  return <BodyParts message={props.message} renderHtml={(html) => <HtmlBody html={html} {...props} />} />;
}
