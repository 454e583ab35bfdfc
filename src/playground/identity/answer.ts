import { IncomingMessage, type ServerResponse } from "node:http";

export function sendPage(response: ServerResponse, page: string, status = 200): void {
  response.statusCode = status;
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.setHeader("cache-control", "no-store");
  response.end(page);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  response.setHeader("cache-control", "no-store");
  response.end(JSON.stringify(body));
}

/** For every page of a sign-in service. */
export function protect(response: ServerResponse): void {
  response.setHeader("cross-origin-opener-policy", "same-origin");
  // Not no-referrer: browsers would then send "Origin: null" with our own forms.
  response.setHeader("referrer-policy", "same-origin");
  response.setHeader("x-frame-options", "DENY");
}

/** The same request with another body, unread. */
export function withBody(request: IncomingMessage, body: string): IncomingMessage {
  const fresh = new IncomingMessage(request.socket);
  fresh.method = request.method;
  fresh.headers = { ...request.headers, "content-length": String(Buffer.byteLength(body)) };
  delete fresh.headers["transfer-encoding"];
  fresh.complete = true;
  fresh.push(body);
  fresh.push(null);
  return fresh;
}
