// The document of the interface (OpenAPI) against what is really served: every route is in it, and real answers, with
// nulls where there can be any, are as it says.
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OperationName, ParamsOf } from "../api/operations.ts";
import { paths } from "../api/paths.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { mapProposals, panelUntil } from "./testing/by-hand.ts";
import { servedRoutes } from "./testing/matrix-requests.ts";
import { ADA, ADMIN, BRAM, OPERATOR, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly security?: unknown }>>>>;
  readonly components: {
    readonly schemas: object;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

let twinbox: RunningTwinbox;
let described: Described;
let ajv: Ajv2020;
beforeAll(async () => {
  twinbox = await startTwinbox({ profile: "modern" });
  described = (await (await fetch(`${twinbox.url}/v1/openapi.json`)).json()) as Described;
  // Formats and words of OpenAPI are no part of what is looked at.
  ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(described, "document");
});
afterAll(() => twinbox?.close());

/** What the document says against an answer. */
function faults(name: OperationName, answer: unknown): readonly string[] {
  const [method, path] = paths[name];
  const at = ["paths", path, method, "responses", "200", "content", "application/json", "schema"];
  const pointer = at.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
  const validate = ajv.getSchema(`document#/${pointer.join("/")}`);
  if (validate === undefined) return [`${name} has no schema`];
  if (validate(answer) === true) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${name}${instancePath} ${message ?? ""}`,
  );
}

async function expectDescribed<N extends OperationName>(
  client: ApiClient,
  name: N,
  params?: ParamsOf<N>,
): Promise<void> {
  const answer = await client.call(name, params === undefined ? {} : { params });
  expect(faults(name, answer)).toEqual([]);
}

test("every route under /v1 is described, with who may ask", () => {
  const operations = Object.values(described.paths).flatMap((path) => Object.values(path));
  const known = new Set([
    ...Object.keys(paths),
    ...Object.keys(described.paths).map((path) => `GET ${path.replace(/\{(\w+)\}/g, ":$1")}`),
  ]);
  const served = servedRoutes().filter((route) => !route.includes(" ") || route.startsWith("GET /v1/"));
  expect(served.filter((route) => !known.has(route))).toEqual(["GET /v1/openapi.json"]);
  expect(described.components.securitySchemes).toEqual({
    session: { type: "apiKey", in: "cookie", name: "twinbox" },
  });
  expect(described.paths["/v1/session"]?.post?.security).toEqual([]);
  const open = operations.filter(({ security }) => JSON.stringify(security) !== '[{"session":[]}]');
  expect(open).toHaveLength(2);
});

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly pattern?: string;
}

/** Where the document says two things at once, or says a pattern as no JSON Schema can be read. */
function* contradictions(schema: unknown, at = ""): Generator<string, void> {
  if (typeof schema !== "object" || schema === null) return;
  const { type, enum: values, allOf = [], pattern = "" } = schema as Schema;
  const isNullable = Array.isArray(type) && type.includes("null");
  if (isNullable && values?.includes(null) === false) yield `${at}: null is none of its values`;
  if (allOf.some((part) => Array.isArray(part.type))) yield `${at}: null can't be all of these`;
  if (/\/[a-z]*$/.test(pattern)) yield `${at}: a pattern with flags`;
  for (const [key, value] of Object.entries(schema)) yield* contradictions(value, `${at}/${key}`);
}

test("the document doesn't contradict itself", () => {
  expect([...contradictions(described)]).toEqual([]);
});

test("answers with nothing in them are as described", async () => {
  const bram = await twinbox.signIn(BRAM);
  await expectDescribed(bram, "readSession");
  await expectDescribed(bram, "readEmailSettings");
  await expectDescribed(bram, "findRecords");
  const operator = await twinbox.signIn(OPERATOR);
  await expectDescribed(operator, "readSession");
  await expectDescribed(operator, "listWorkspaces");
  await expectDescribed(operator, "listProblems");
  const admin = await twinbox.signIn(ADMIN);
  for (const name of ["listProviders", "listUsers", "readRetention", "readRecordRules"] as const) {
    await expectDescribed(admin, name);
  }
});

test("answers about a mailbox are as described", async () => {
  const ada = await twinbox.signIn(ADA);
  const mailboxId = await connectByForms(ada, ADA);
  await expectDescribed(ada, "readEmailSettings");
  await expectDescribed(ada, "readFolderPicker", { mailboxId });
  await mapProposals(ada);
  await panelUntil(ada, ({ mailbox }) => mailbox?.state === "inSync");
  await expectDescribed(ada, "readEmailSettings");
  for (const name of ["listFolders", "listMessages", "listSends", "listChanges", "listIdentities"] as const) {
    await expectDescribed(ada, name, { mailboxId });
  }
  const { messages } = await ada.call("listMessages", { params: { mailboxId } });
  for (const { id: messageId } of messages.slice(0, 20)) {
    await expectDescribed(ada, "readMessage", { mailboxId, messageId });
  }
  await expectDescribed(await twinbox.signIn(ADMIN), "listUsers");
  await expectDescribed(await twinbox.signIn(OPERATOR), "listWorkspaces");
});
