// What a route answers when it can't do what was asked: RFC 9457 problem details.
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { FieldProblem, Shape } from "../api/schemas.ts";

/** `message`: for programs, and where no page has words for the code. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
  readonly code?: Shape<typeof FieldProblem>;
  /** Of a code that has one. */
  readonly bound?: number;
}

export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly status: ContentfulStatusCode;
  /** A stable word for programs: "not_found". */
  readonly code: string;
  readonly errors: readonly FieldError[] | undefined;

  constructor(status: ContentfulStatusCode, code: string, title: string, errors?: readonly FieldError[]) {
    super(title);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** The same answer for what doesn't exist and for what isn't yours (security check 23). */
export function notFound(): HttpError {
  return new HttpError(404, "not_found", "There is nothing here under this address.");
}

export function notSignedIn(): HttpError {
  return new HttpError(401, "not_signed_in", "Sign in first.");
}

export function forbidden(): HttpError {
  return new HttpError(403, "forbidden", "You may not do this.");
}
