import { Hono } from "hono";
import { expect, test } from "vitest";
import { translatePostgresError } from "../store/postgres-error.ts";
import type { ServerDeps } from "./deps.ts";
import { errorResponse } from "./error-response.ts";

const log = { error: () => undefined };

async function answerTo(error: Error): Promise<{ readonly status: number; readonly code: unknown }> {
  const app = new Hono();
  app.get("/", () => Promise.reject(error));
  app.onError((thrown, context) => errorResponse({ log } as unknown as ServerDeps, context, thrown));
  const response = await app.request("/");
  const { code } = (await response.json()) as { readonly code: unknown };
  return { status: response.status, code };
}

const refusedBy = (code: string) => translatePostgresError(Object.assign(new Error("said"), { code }));

test("text that only the database has refused is the request's fault, all else it refuses is ours", async () => {
  for (const code of ["22021", "22P05", "22P02"]) {
    expect(await answerTo(refusedBy(code)), code).toEqual({ status: 422, code: "invalid" });
  }
  expect(await answerTo(refusedBy("23505"))).toEqual({ status: 500, code: "internal" });
});
