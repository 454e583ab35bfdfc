import type { ServerResponse } from "node:http";
import type { Switches } from "../switches.ts";
import { sendJson } from "./answer.ts";

const RETRY_AFTER_SECONDS = 60;

/** What the switches make of a request to a token endpoint. True when that is the answer. */
export function tokenFault(
  response: ServerResponse,
  { tokenError, tokenStatus }: Switches,
  errorOf: (error: string) => { readonly status: number; readonly body: unknown },
): boolean {
  if (tokenStatus > 0) {
    response.statusCode = tokenStatus;
    response.setHeader("content-type", "text/html");
    response.setHeader("retry-after", String(RETRY_AFTER_SECONDS));
    response.end("<h1>The service is unavailable</h1>");
    return true;
  }
  if (tokenError === "") return false;
  const { status, body } = errorOf(tokenError);
  sendJson(response, status, body);
  return true;
}
