// Where a page of a list by date ended: mail that arrives above moves nothing of what follows.
import type { MessageId } from "../base/ids.ts";
import { HttpError } from "./http-error.ts";
import { readId } from "./read-id.ts";

export interface DatedCursor {
  readonly internalDate: number;
  readonly id: MessageId;
}

export function writeDatedCursor({ internalDate, id }: DatedCursor): string {
  return `${internalDate}.${id}`;
}

/** Rejects with 422. */
export function readDatedCursor(cursor: string): DatedCursor {
  const [, date, text = ""] = /^(-?\d{1,15})\.(.{36})$/.exec(cursor) ?? [];
  const id = readId<MessageId>(text);
  if (date === undefined || id === null) throw noCursor();
  return { internalDate: Number(date), id };
}

export function noCursor(): HttpError {
  return new HttpError(422, "invalid", "This is no cursor of this list.");
}
