// Requests whose body is a message itself: which they are, and how long they may be.
import type { Context } from "hono";
import { type Operation, operations } from "../api/operations.ts";
import { paths } from "../api/paths.ts";
import { HttpError } from "./http-error.ts";

/** Exchange takes 45 MB by default, Gmail 35: what is longer is no message that anybody could be given. */
export const MESSAGE_BYTES_MAX = 50 * 1024 * 1024;

const ROUTES: readonly { readonly method: string; readonly path: RegExp }[] = Object.entries(operations)
  .filter(([, operation]: [string, Operation]) => operation.takes === "message")
  .map(([name]) => {
    const [method, template] = paths[name as keyof typeof paths];
    const path = new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}/?$`);
    return { method: method.toUpperCase(), path };
  });

export function takesMessage(request: { readonly method: string; readonly path: string }): boolean {
  return ROUTES.some(({ method, path }) => method === request.method && path.test(request.path));
}

/** What doesn't say how long it is would be read before it is known who sends it. */
export function checkLengthIsTold(context: Context): void {
  if (context.req.header("content-length") === undefined) {
    throw new HttpError(411, "length_required", "Say in Content-Length how long the message is.");
  }
}

export function messageTooLarge(): never {
  throw new HttpError(413, "too_large", "A message may have 50 MB at most.");
}
