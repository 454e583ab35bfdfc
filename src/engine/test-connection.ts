// "Test connection": both servers at once, each step by step, with a diagnosis where it goes no further. What a server
// said goes to the log only: what is probed may be no mail server, and its words nobody's business.
import { assert } from "../base/assert.ts";
import type { Log } from "../base/log.ts";
import { SyncError } from "../base/sync-error.ts";
import { type Diagnosis, diagnoseError, knownDiagnosis } from "../core/diagnose.ts";
import type { ConnectionTest, TestedServer, TypedSettings } from "./ports/by-hand.ts";
import type { ConnectionStep, Security, Submission } from "./ports/mail.ts";
import { answering, type ProbeDeps, probeMailbox } from "./probe-mailbox.ts";

/** TLS comes right after the connection, or is begun in clear text. */
const TO_SIGN_IN: Readonly<Record<Security, readonly ConnectionStep[]>> = {
  implicit: ["name", "connection", "tls", "greeting", "signIn"],
  starttls: ["name", "connection", "greeting", "starttls", "tls", "signIn"],
  none: ["name", "connection", "greeting", "signIn"],
};

export interface TestDeps extends ProbeDeps {
  readonly submission: Submission;
  readonly log: Log;
}

export async function testConnection(
  deps: TestDeps,
  settings: TypedSettings,
  told: (test: ConnectionTest) => void,
): Promise<ConnectionTest> {
  const { incoming, outgoing, userName: user, password } = settings;
  const credential = { kind: "password", user, password } as const;
  let test = untested(settings);
  const change = (part: Partial<ConnectionTest>): void => {
    test = { ...test, ...part };
    told(test);
  };
  const first = begun(test.incoming);
  const second = test.outgoing === null ? null : begun(test.outgoing);
  change({ incoming: first, outgoing: second });
  await Promise.all([
    walk({
      deps,
      stage: "imapLogin",
      server: first,
      told: (server) => change({ incoming: server }),
      go: async (reached) => {
        const session = await probeMailbox(deps, incoming, credential, reached);
        await session.close();
      },
    }),
    outgoing === null || second === null
      ? undefined
      : walk({
          deps,
          stage: "smtpLogin",
          server: second,
          told: (server) => change({ outgoing: server }),
          go: (reached) =>
            answering(deps.clock, (signal) =>
              deps.submission.signIn(outgoing, credential, { signal, reached }),
            ),
        }),
  ]);
  return test;
}

/** Nothing was tried, since it may not be. */
export function refusedTest(settings: TypedSettings, diagnosis: Diagnosis): ConnectionTest {
  const test = untested(settings);
  return { ...test, incoming: { ...test.incoming, diagnosis } };
}

function untested({ incoming, outgoing }: TypedSettings): ConnectionTest {
  const waiting = (steps: readonly ConnectionStep[]): TestedServer => ({
    steps: steps.map((step) => ({ step, state: "waiting" })),
    diagnosis: null,
  });
  return {
    incoming: waiting([...TO_SIGN_IN[incoming.security], "folders"]),
    outgoing: outgoing === null ? null : waiting(TO_SIGN_IN[outgoing.security]),
  };
}

interface Walk {
  readonly deps: TestDeps;
  readonly stage: "imapLogin" | "smtpLogin";
  readonly server: TestedServer;
  readonly told: (server: TestedServer) => void;
  readonly go: (reached: (step: ConnectionStep) => void) => Promise<void>;
}

async function walk({ deps, stage, server, told, go }: Walk): Promise<void> {
  let now = server;
  try {
    await go((step) => {
      now = passed(now, step);
      told(now);
    });
  } catch (error) {
    now = failed(now, diagnosisOf(deps.log, error, stage));
    told(now);
  }
}

function begun(server: TestedServer): TestedServer {
  return {
    ...server,
    steps: server.steps.map((each, i) => (i === 0 ? { ...each, state: "running" } : each)),
  };
}

function passed(server: TestedServer, step: ConnectionStep): TestedServer {
  const at = server.steps.findIndex((each) => each.step === step);
  assert(at >= 0, `no step ${step} on this way`);
  return {
    ...server,
    steps: server.steps.map((each, i) => {
      if (i <= at) return { ...each, state: "done" };
      return i === at + 1 ? { ...each, state: "running" } : each;
    }),
  };
}

function failed(server: TestedServer, diagnosis: Diagnosis): TestedServer {
  return {
    diagnosis,
    steps: server.steps.map((each) => (each.state === "running" ? { ...each, state: "failed" } : each)),
  };
}

function diagnosisOf(log: Log, error: unknown, stage: Walk["stage"]): Diagnosis {
  if (!(error instanceof SyncError)) {
    log.error("test.broke", { stage, error: error instanceof Error ? error.name : "unknown" });
    return knownDiagnosis("unknown");
  }
  log.info("test.failed", { stage, code: error.code, said: error.said });
  return diagnoseError(error, { stage, provider: "imap" });
}
