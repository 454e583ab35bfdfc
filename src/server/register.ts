// Registers every operation of the contract with its handler: who may call it, validated parameters and body,
// the answer as JSON. A handler that is missing, or answers another shape than the contract's, is a type error.
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import {
  type AnswerOf,
  type BodyOf,
  type Operation,
  type OperationName,
  operations,
  type ParamsOf,
  type QueryOf,
  type Who,
} from "../api/operations.ts";
import { paths } from "../api/paths.ts";
import { id, Problem } from "../api/schemas.ts";
import { text } from "../api/text-schemas.ts";
import type { Principal } from "../engine/ports/accounts.ts";
import { forbidden, notSignedIn } from "./http-error.ts";

type PrincipalOf<W extends Who> = W extends "anyone"
  ? Principal | null
  : W extends "operator"
    ? Extract<Principal, { kind: "operator" }>
    : W extends "user" | "admin"
      ? Extract<Principal, { kind: "user" }>
      : Principal;

export interface Request<N extends OperationName> {
  readonly principal: PrincipalOf<(typeof operations)[N]["who"]>;
  readonly params: ParamsOf<N>;
  readonly query: QueryOf<N>;
  readonly body: BodyOf<N>;
  /** The raw body of an operation that takes one: read when it is asked for, so after it is known who sends it. */
  readonly bytes: () => Promise<Uint8Array>;
  readonly context: Context;
}

export type Handlers = {
  readonly [N in OperationName]: (request: Request<N>) => Promise<AnswerOf<N>>;
};

/** By the cookie of a session, which describe-served.ts describes. */
export const SIGNED_IN = [{ session: [] }];
const QUERY_LENGTH_MAX = 20_000;
const anyText = z.string().max(QUERY_LENGTH_MAX);
/** What a parameter of this name is, whichever operation has it; the others are read by their operation. */
const QUERY_FIELDS: Readonly<Record<string, z.ZodType>> = {
  folder: id,
  /** Ids; those that are none name nothing. */
  folders: anyText.toLowerCase(),
  type: text(QUERY_LENGTH_MAX),
  cursor: text(QUERY_LENGTH_MAX),
};

export function registerOperations(
  app: OpenAPIHono,
  handlers: Handlers,
  principalOf: (context: Context) => Promise<Principal | null>,
): void {
  for (const name of Object.keys(operations) as OperationName[]) {
    const operation: Operation = operations[name];
    const handler = handlers[name] as (request: unknown) => Promise<unknown>;
    app.openapi(routeOf(name, operation), (async (context: Context) => {
      const principal = await principalOf(context);
      if (!mayCall(operation.who, principal)) {
        if (principal === null) throw notSignedIn();
        throw forbidden();
      }
      const answer = await handler({
        principal,
        // Validated by the route's schemas before this runs, and as these made them.
        params: context.req.valid("param" as never),
        query: context.req.valid("query" as never),
        body: operation.body === undefined ? undefined : context.req.valid("json" as never),
        bytes: async () => new Uint8Array(await context.req.arrayBuffer()),
        context,
      });
      if (operation.answer === undefined) return context.body(null, 204);
      return context.json(answer as object, operation.status ?? 200);
    }) as never);
  }
}

function mayCall(who: Who, principal: Principal | null): boolean {
  switch (who) {
    case "anyone":
      return true;
    case "signedIn":
      return principal !== null;
    case "user":
      return principal?.kind === "user";
    case "admin":
      return principal?.kind === "user" && principal.user.role === "admin";
    case "operator":
      return principal?.kind === "operator";
  }
}

function routeOf(name: OperationName, operation: Operation) {
  const [method, path] = paths[name];
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  return createRoute({
    operationId: name,
    summary: operation.summary,
    security: operation.who === "anyone" ? [] : SIGNED_IN,
    method,
    path,
    request: {
      params: z.object(Object.fromEntries(names.map((param) => [param, id]))),
      query: z.object(
        Object.fromEntries(
          (operation.query ?? []).map((key) => [key, (QUERY_FIELDS[key] ?? anyText).optional()]),
        ),
      ),
      headers: z.object({
        ...(operation.ifMatch === undefined ? {} : ifMatchHeader(operation.ifMatch)),
        ...(operation.nameable === undefined ? {} : REQUEST_NAME_HEADER),
      }),
      ...(operation.takes === undefined
        ? {}
        : { body: { required: true, content: { [RAW_TYPES[operation.takes]]: { schema: z.string() } } } }),
      ...(operation.body === undefined
        ? {}
        : {
            body: { required: true, content: { "application/json": { schema: operation.body } } },
          }),
    },
    responses: {
      ...(operation.answer === undefined
        ? { 204: { description: "Done" } }
        : {
            [operation.status ?? 200]: {
              description: "Done",
              content: { "application/json": { schema: operation.answer } },
            },
          }),
      default: { description: "Problem", content: { "application/problem+json": { schema: Problem } } },
    },
  });
}

const RAW_TYPES = { message: "message/rfc822", file: "application/octet-stream" } as const;

const REQUEST_NAME_HEADER = {
  "idempotency-key": z
    .string()
    .optional()
    .openapi({ description: "Names the request: asked again under the same name, it is done once." }),
};

/** Whether it is missing, or names no revision, the operation says. */
function ifMatchHeader(need: "required" | "optional") {
  const description = need === "required" ? "The revision that was edited." : "The revision that is meant.";
  return { "if-match": z.string().max(100).optional().openapi({ description }) };
}
