// Where a page of a list by date ended: mail that arrives above moves nothing of what follows.
import type { MessageId } from "../base/ids.ts";
import { HttpError } from "./http-error.ts";

export interface DatedCursor {
  readonly internalDate: number;
  readonly id: MessageId;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

export function writeDatedCursor({ internalDate, id }: DatedCursor): string {
  return `${internalDate}.${id}`;
}

/** Rejects with 422. */
export function readDatedCursor(cursor: string): DatedCursor {
  const [, date, id = ""] = /^(-?\d{1,15})\.(.{36})$/.exec(cursor) ?? [];
  if (date === undefined || !UUID.test(id)) throw noCursor();
  return { internalDate: Number(date), id: id as MessageId };
}

export function noCursor(): HttpError {
  return new HttpError(422, "invalid", "This is no cursor of this list.");
}
