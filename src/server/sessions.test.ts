import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import type { Principal } from "../engine/ports/accounts.ts";
import type { ServerDeps } from "./deps.ts";
import { Sessions } from "./sessions.ts";

const PRINCIPAL = { kind: "operator" } as Principal;

/** What the browser is told to keep when somebody signs in at this address, and to forget at the end. */
async function cookiesAt(publicUrl: string): Promise<readonly [string, string]> {
  const accounts = { createSession: async () => undefined, deleteSession: async () => undefined };
  const secrets = { token: () => "a-token", sha256: () => new Uint8Array(32) };
  const deps = { publicUrl, accounts, secrets, clock: { now: () => 0 } } as unknown as ServerDeps;
  const sessions = new Sessions(deps);
  const app = new Hono();
  app.post("/", async (context) => {
    await sessions.start(context, PRINCIPAL);
    return context.body(null);
  });
  app.delete("/", async (context) => {
    await sessions.end(context);
    return context.body(null);
  });
  const [started, ended] = [
    await app.request("/", { method: "POST" }),
    await app.request("/", { method: "DELETE" }),
  ];
  return [started.headers.getSetCookie().at(-1) ?? "", ended.headers.getSetCookie().at(-1) ?? ""];
}

describe("check 19: the cookie of a session", () => {
  test("is for this server alone, not for scripts, not for other sites, and only over https", async () => {
    const [started, ended] = await cookiesAt("https://twinbox.example");
    const parts = started.split("; ");
    expect(parts[0]).toBe("__Host-twinbox=a-token");
    expect(parts.slice(1).sort()).toEqual([
      "HttpOnly",
      "Max-Age=1209600",
      "Path=/",
      "SameSite=Lax",
      "Secure",
    ]);
    expect(ended).toMatch(/^__Host-twinbox=; Max-Age=0; .*Secure/);
  });

  test("has no other name or reach on this machine, where there is no https", async () => {
    const [started] = await cookiesAt("http://localhost:8080");
    expect(started.split("; ").sort()).toEqual(
      ["twinbox=a-token", "HttpOnly", "Max-Age=1209600", "Path=/", "SameSite=Lax"].sort(),
    );
  });
});
