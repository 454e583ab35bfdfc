// What stands in a compose window, and what of it the server is given.
import type { AnswerOf, BodyOf } from "../../../api/operations.ts";
import type { Person } from "../mail/people.ts";
import { isAddress } from "./recipients.ts";

export type Composition = BodyOf<"createComposition">;
export type OpenedComposition = AnswerOf<"readComposition">;
export type Identity = AnswerOf<"listIdentities">[number];
export type AnswerKind = NonNullable<Composition["answers"]>["kind"];

export interface WrittenFile {
  readonly source: Composition["attachments"][number];
  readonly fileName: string;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
}

export interface Written {
  readonly from: string | null;
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  readonly bcc: readonly Person[];
  readonly subject: string;
  readonly mode: "html" | "text";
  /** In html mode. */
  readonly html: string;
  readonly quote: string | null;
  /** What the quote becomes in plain text. */
  readonly quoteText: string | null;
  /** In text mode. */
  readonly text: string;
  readonly files: readonly WrittenFile[];
  readonly answers: Composition["answers"];
}

/** Together, as the server takes them. */
export const FILES_BYTES_MAX = 25 * 1024 * 1024;

export function emptyWritten(from: string | null): Written {
  return {
    ...{ from, to: [], cc: [], bcc: [], subject: "", mode: "html", html: "", text: "" },
    ...{ quote: null, quoteText: null, files: [], answers: null },
  };
}

export function writtenOf(opened: OpenedComposition): Written {
  const { body, attachments, revision: _, ...rest } = opened;
  return {
    ...rest,
    mode: body.kind,
    html: body.kind === "html" ? body.html : "",
    quote: body.kind === "html" ? body.quote : null,
    text: body.kind === "text" ? body.text : "",
    files: attachments.map(({ fileName, contentType, size, ...source }) => ({
      ...{ source, fileName, contentType, size },
    })),
  };
}

/** What isn't an address stays in the window: no message can have it. */
export function compositionOf(written: Written): Composition {
  const people = (all: readonly Person[]) => all.filter(({ address }) => isAddress(address));
  const { from, subject, mode, html, quote, text, answers } = written;
  // A picture that was taken out of the text needn't travel.
  const shown = `${html}${quote ?? ""}`;
  const files = written.files.filter(
    ({ source: { contentId } }) => contentId === null || shown.includes(`cid:${contentId}`),
  );
  return {
    ...{ from, subject: subject.slice(0, 900), answers },
    ...{ to: people(written.to), cc: people(written.cc), bcc: people(written.bcc) },
    body: mode === "html" ? { kind: "html", html, quote } : { kind: "text", text },
    attachments: files.map(({ source }) => source),
  };
}

export function recipientsOf({ to, cc, bcc }: Written): readonly Person[] {
  return [...to, ...cc, ...bcc];
}

export function bytesOf(written: Written): number {
  return written.files.reduce(
    (sum, { size }) => sum + size,
    written.html.length + (written.quote?.length ?? 0),
  );
}
