import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerPages } from "./static-pages.ts";

const SCRIPT = "export const words = 'the same words again and again';\n".repeat(100);
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "twinbox-pages-"));
  await mkdir(path.join(folder, "assets"));
  await writeFile(path.join(folder, "index.html"), "<!doctype html>");
  await writeFile(path.join(folder, "assets/page-1.js"), SCRIPT);
  await writeFile(path.join(folder, "assets/page-1.js.br"), brotliCompressSync(SCRIPT));
  await writeFile(path.join(folder, "assets/page-2.js"), SCRIPT);
});
afterAll(() => rm(folder, { recursive: true }));

async function answerOf(where: string, encodings?: string) {
  const app = new Hono();
  registerPages(app, folder);
  const headers = encodings === undefined ? {} : { "accept-encoding": encodings };
  const response = await app.request(where, { headers });
  const { status } = response;
  return { status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
}

test.each(["gzip, deflate, br, zstd", "br", "br;q=0.5, gzip"])(
  "who takes Brotli gets what was compressed beforehand (%s)",
  async (encodings) => {
    const { headers, body } = await answerOf("/assets/page-1.js", encodings);
    expect(headers.get("content-encoding")).toBe("br");
    expect(headers.get("vary")).toBe("Accept-Encoding");
    expect(headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(brotliDecompressSync(body).toString()).toBe(SCRIPT);
  },
);

test.each(["gzip", "gzip, br;q=0", "br;q=0.0, gzip"])("others get gzip (%s)", async (encodings) => {
  const { headers } = await answerOf("/assets/page-1.js", encodings);
  expect(headers.get("content-encoding")).toBe("gzip");
  expect(headers.get("vary")).toBe("Accept-Encoding");
});

test("what wasn't compressed beforehand is sent with gzip, and to who takes nothing as it is", async () => {
  expect((await answerOf("/assets/page-2.js", "gzip, br")).headers.get("content-encoding")).toBe("gzip");
  const { headers, body } = await answerOf("/assets/page-1.js");
  expect(headers.get("content-encoding")).toBe(null);
  expect(body.toString()).toBe(SCRIPT);
  expect((await answerOf("/assets/page-1.js.br", "br")).status).toBe(404);
  expect((await answerOf("/assets/page-3.js", "br")).status).toBe(404);
});
