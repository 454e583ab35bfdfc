// Puts a file at the server and tells how far it is.
import type { AnswerOf } from "../../../api/operations.ts";
import { paths } from "../../../api/paths.ts";
import { sendBytes } from "../send-bytes.ts";

export type AttachedFile = AnswerOf<"attachFile">;

export function sendFile(input: {
  readonly mailboxId: string;
  readonly file: File;
  /** From 0 to 1. */
  readonly onProgress: (part: number) => void;
  readonly signal: AbortSignal;
}): Promise<AttachedFile> {
  const [method, template] = paths.attachFile;
  const { file, onProgress, signal } = input;
  const query = new URLSearchParams({ name: file.name, type: file.type });
  const url = `${template.replace("{mailboxId}", encodeURIComponent(input.mailboxId))}?${query}`;
  return sendBytes<AttachedFile>({ method, url, file, onProgress, signal });
}
