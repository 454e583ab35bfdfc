import { Hono } from "hono";
import { expect, test } from "vitest";
import type { AttemptId, ProviderId, UserId, WorkspaceId } from "../base/ids.ts";
import { DIAGNOSIS_IDS, type DiagnosisId, knownDiagnosis } from "../core/diagnose.ts";
import type { User } from "../engine/ports/accounts.ts";
import type { Attempt, Provider } from "../engine/ports/connections.ts";
import type { ServerDeps } from "./deps.ts";
import { presentAttempt } from "./present.ts";
import { registerTabRoutes } from "./tab-routes.ts";

const LANGUAGES = ["en", "nl"] as const;
const WORKSPACE = "w" as WorkspaceId;
const PROVIDER = "p" as ProviderId;

const BY_ITSELF =
  /by ourselves|by itself|gaan vanzelf|het vanzelf|vanzelf verder|“Sign in again”|“Opnieuw aanmelden”/;

interface Case {
  readonly id: DiagnosisId;
  readonly language?: User["language"];
  readonly state?: Attempt["state"];
  readonly kind?: Provider["kind"];
}

function presented({ id, language = "en", state = "failed", kind = "microsoft" }: Case) {
  const attempt: Attempt = {
    ...{ id: "a" as AttemptId, workspaceId: WORKSPACE, userId: "u" as UserId, providerId: PROVIDER, state },
    ...{ createdAt: 0, expiresAt: 1, ticketHash: null, ticketExpiresAt: 0, browserHash: null },
    ...{ stateHash: null, sealedSecret: null, address: null, mailboxId: null },
    diagnosis: knownDiagnosis(id),
  };
  const user = { id: attempt.userId, workspaceId: WORKSPACE, email: "ada@contoso.example", language } as User;
  const { diagnosis } = presentAttempt(attempt, user, { kind, clientId: null } as Provider, 0);
  if (diagnosis === null) throw new Error("no diagnosis");
  return diagnosis;
}

test.each(DIAGNOSIS_IDS)("an attempt that failed by %s says nothing of going on by itself", (id) => {
  for (const language of LANGUAGES) {
    const { who, retry, steps } = presented({ id, language });
    expect([who, retry]).not.toContain("nobody");
    expect([who, retry]).not.toContain("auto");
    expect(steps.join(" ")).not.toMatch(BY_ITSELF);
    expect(new Set(steps).size).toBe(steps.length);
  }
});

test("an attempt that failed names the button that it has", () => {
  const button = (each: Case) =>
    presented(each)
      .steps.join(" ")
      .match(/“(.*?)”/)?.[1];
  expect(presented({ id: "oauth-down" })).toMatchObject({
    who: "user",
    whoText: "you",
    steps: ["Wait a moment, then press “Try again”."],
    retry: "afterFix",
  });
  expect(presented({ id: "oauth-down", language: "nl" }).steps).toEqual([
    "Wacht even en druk dan op “Opnieuw proberen”.",
  ]);
  expect(button({ id: "ms-partial-scope" })).toBe("Try again");
  expect(button({ id: "ms-declined" })).toBe("Try again");
  expect(button({ id: "ms-partial-scope", state: "waiting" })).toBe("Open it again");
  expect(button({ id: "net", kind: "imap" })).toBe("Start mail synchronization");
  expect(button({ id: "tls", kind: "imap" })).toBe("Start mail synchronization");
});

test("the tab of an attempt that failed says the same", async () => {
  const connecting = {
    openTicket: async () => ({ kind: "failed", diagnosis: knownDiagnosis("net") }) as const,
  };
  const app = new Hono();
  registerTabRoutes(app, { publicUrl: "http://twinbox.example", connecting } as unknown as ServerDeps);
  const page = await (await app.request("/connect/ticket")).text();
  expect(page).toContain("Wait a moment, then press “Try again”.");
  expect(page).not.toMatch(/by ourselves|recovers by itself/);
});
