// What is served beside the operations of the contract, for the document of the interface: answers that are bytes, and
// the live stream. Their handlers stand where these are made.
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { LiveEvent } from "../api/live-event.ts";
import { id, Problem } from "../api/schemas.ts";
import { SIGNED_IN } from "./register.ts";

interface Served {
  readonly operationId: string;
  readonly path: string;
  readonly summary: string;
  readonly type: string;
  readonly schema: z.ZodType;
  readonly query?: z.ZodObject;
}

const MESSAGE = "/v1/mailboxes/{mailboxId}/messages/{messageId}";
const bytes = z.string().openapi({ format: "binary" });
const anyFile = { type: "application/octet-stream", schema: bytes };

const SERVED: readonly Served[] = [
  {
    ...{ operationId: "readSource", path: `${MESSAGE}/source`, type: "message/rfc822", schema: bytes },
    summary: "A message as it came",
  },
  {
    ...{ operationId: "readAttachment", path: `${MESSAGE}/attachments/{part}`, ...anyFile },
    summary: "An attachment, of the type that it is said to be",
  },
  {
    ...{ operationId: "readAttachments", path: `${MESSAGE}/attachments.zip` },
    ...{ type: "application/zip", schema: bytes },
    summary: "All attachments of a message",
  },
  {
    ...{ operationId: "readImage", path: `${MESSAGE}/images`, type: "image/*", schema: bytes },
    query: z.object({ address: z.string() }),
    summary: "A picture that the message shows from elsewhere, at `address` as it stands there",
  },
  {
    ...{ operationId: "readRecordAttachment", ...anyFile },
    path: "/v1/records/{recordId}/messages/{messageId}/attachments/{part}",
    summary: "An attachment of a mail on a record, for who may see all of it",
  },
  {
    ...{ operationId: "listen", path: "/v1/events", type: "text/event-stream", schema: LiveEvent },
    summary: "What changes, as server-sent events: `event` is the kind, `data` the rest of a LiveEvent",
  },
];

export function describeServed({ openAPIRegistry }: OpenAPIHono, cookieName: string): void {
  openAPIRegistry.registerComponent("securitySchemes", "session", {
    ...{ type: "apiKey", in: "cookie", name: cookieName },
  });
  for (const { path, type, schema, query, ...route } of SERVED) {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const params = z.object(
      Object.fromEntries(names.map((name) => [name, name === "part" ? z.string() : id])),
    );
    openAPIRegistry.registerPath({
      ...{ ...route, method: "get", path, security: SIGNED_IN },
      request: { params, ...(query === undefined ? {} : { query }) },
      responses: {
        200: { description: "Done", content: { [type]: { schema } } },
        default: { description: "Problem", content: { "application/problem+json": { schema: Problem } } },
      },
    });
  }
}
