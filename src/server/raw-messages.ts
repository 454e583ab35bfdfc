// Requests whose body is a message itself: which they are, and how long they may be.
import type { Context } from "hono";
import { type Operation, operations } from "../api/operations.ts";
import { paths } from "../api/paths.ts";
import { HttpError } from "./http-error.ts";

/** Exchange takes 45 MB by default, Gmail 35: what is longer is no message that anybody could be given. */
export const MESSAGE_BYTES_MAX = 50 * 1024 * 1024;

/** Of a file that is attached: what a message may have together. */
export const FILE_BYTES_MAX = 25 * 1024 * 1024;

interface Taking {
  readonly method: string;
  readonly path: RegExp;
  readonly takes: Operation["takes"] | "long";
}

const ROUTES: readonly Taking[] = Object.entries(operations).flatMap(
  ([name, operation]: [string, Operation]) => {
    const takes = operation.takes ?? (operation.long === true ? "long" : undefined);
    if (takes === undefined) return [];
    const [method, template] = paths[name as keyof typeof paths];
    const path = new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}/?$`);
    return [{ method: method.toUpperCase(), path, takes }];
  },
);

/** What a request carries beside the usual JSON: raw bytes, or a JSON that is long; undefined: nothing such. */
export function takenBy(request: { readonly method: string; readonly path: string }): Taking["takes"] {
  return ROUTES.find(({ method, path }) => method === request.method && path.test(request.path))?.takes;
}

/** What doesn't say how long it is would be read before it is known who sends it. */
export function checkLengthIsTold(context: Context): void {
  if (context.req.header("content-length") === undefined) {
    throw new HttpError(411, "length_required", "Say in Content-Length how long it is.");
  }
}

export function messageTooLarge(): never {
  throw new HttpError(413, "too_large", "A message may have 50 MB at most.");
}

export function fileTooLarge(): never {
  throw new HttpError(413, "too_large", "The attachments may have 25 MB together.");
}
