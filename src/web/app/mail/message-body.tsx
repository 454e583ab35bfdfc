import { Skeleton } from "@mantine/core";
import { lazyPart, PartProblem } from "../shell/lazy-part.tsx";
import { BodyParts } from "./body-parts.tsx";
import type { Message } from "./message-head.tsx";

const HtmlBody = lazyPart(
  async () => (await import("./html-body.tsx")).HtmlBody,
  ({ failure }) => (failure === null ? <Skeleton height={200} m="md" /> : <PartProblem failure={failure} />),
);

export function MessageBody(props: { readonly message: Message; readonly mailboxId: string }) {
  return <BodyParts message={props.message} renderHtml={(html) => <HtmlBody html={html} {...props} />} />;
}
