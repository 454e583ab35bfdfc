// Exchange refuses IMAP in the same words for many causes. What tells them apart is whether the same permission is good
// for anything else at that moment: signing in for sending (nothing is sent), the mailbox by Microsoft Graph (nothing is
// read), and IMAP for somebody else of the organization. Each is asked once, when a refusal begins, and soon given up:
// somebody waits for the diagnosis. What can't be asked says nothing.
import type { Clock } from "../base/clock.ts";
import type { WorkspaceId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import { SyncError, type SyncErrorCode } from "../base/sync-error.ts";
import { within } from "../base/within.ts";
import type { DiagnosisStage } from "../core/causes/cause.ts";
import { type DiagnosisId, diagnoseError } from "../core/diagnose.ts";
import { cloudOf } from "../core/sign-in/sign-in-services.ts";
import type { OtherWays } from "../core/tell-apart.ts";
import {
  type Connections,
  isByApp,
  type MailboxIdentity,
  type MailboxRow,
  type Provider,
} from "./ports/connections.ts";
import type { Credential, Graph, MailProvider, ServerAddress, Submission } from "./ports/mail.ts";
import { looksLikeOthers, signIn } from "./sign-in.ts";
import type { Tokens } from "./tokens.ts";

const WAY_MS_MAX = 3_000;

export interface OtherWaysDeps {
  readonly connections: Connections;
  readonly mail: MailProvider;
  readonly submission: Submission;
  readonly graph: Pick<Graph, "openInbox">;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whom IMAP refused. */
export interface Refused {
  readonly workspaceId: WorkspaceId;
  readonly identity: MailboxIdentity;
  readonly provider: Provider;
  readonly outgoing: ServerAddress | null;
  readonly credential: Credential;
  /** Of the same permission. */
  readonly graphToken: () => Promise<string>;
}

export interface OtherWay {
  readonly name: keyof OtherWays;
  /** Empty where there is nobody to ask. Rejects with SyncError where the answer says nothing. */
  readonly ask: (signal: AbortSignal) => Promise<OtherWays>;
}

/** None at a provider whose refusals say themselves what they are about. */
export function otherWaysOf(deps: OtherWaysDeps, refused: Refused): readonly OtherWay[] {
  const { submission, graph } = deps;
  const { provider, outgoing, credential, graphToken } = refused;
  const cloud = cloudOf(provider);
  if (cloud === null || cloud.graph === null) return [];
  const at = { url: cloud.graph.url, guarded: cloud.guarded };
  return [
    {
      name: "smtp",
      async ask(signal) {
        if (outgoing === null) return {};
        return { smtp: await opens("smtpLogin", () => submission.signIn(outgoing, credential, { signal })) };
      },
    },
    {
      name: "graph",
      async ask(signal) {
        let token = "";
        const allowed = await opens("token", async () => {
          token = await graphToken();
        });
        if (allowed !== "opened") return { graph: allowed };
        return { graph: await opens("graph", () => graph.openInbox(at, token, signal)) };
      },
    },
    { name: "others", ask: (signal) => anotherOpens(deps, refused, signal) },
  ];
}

/** With what its people allowed; none where nobody is connected by a sign-in service. */
export async function otherWaysTo(deps: OtherWaysDeps, mailbox: MailboxRow): Promise<readonly OtherWay[]> {
  const { connections, tokens } = deps;
  const { workspaceId, id, outgoing } = mailbox;
  const [connection] = await connections.connectionsOfMailbox(workspaceId, id);
  // What the application may by itself is told elsewhere: it has no permission to send, and none at Graph.
  if (connection === undefined || connection.providerId === null || isByApp(connection)) return [];
  const provider = await connections.readProvider(workspaceId, connection.providerId);
  if (provider === null) return [];
  const credential = await tokens.credential(mailbox, connection);
  const graphToken = () => tokens.forGraph(connection);
  return otherWaysOf(deps, { workspaceId, identity: mailbox, provider, outgoing, credential, graphToken });
}

/** All at once. Never rejects. */
export async function askOtherWays(
  { clock, log }: Pick<OtherWaysDeps, "clock" | "log">,
  ways: readonly OtherWay[] | Promise<readonly OtherWay[]>,
  signal?: AbortSignal,
): Promise<OtherWays> {
  const asked = await Promise.allSettled(
    (await Promise.resolve(ways).catch(() => [])).map(({ ask }) => soon(clock, ask, signal)),
  );
  const answers: OtherWays = Object.assign(
    {},
    ...asked.map((each) => each.status === "fulfilled" && each.value),
  );
  if (asked.length > 0) log.info("other-ways.asked", { ...answers });
  return answers;
}

/** What waits for an answer that doesn't come is left alone. */
export function soon<T>(
  clock: Clock,
  ask: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return within(clock, WAY_MS_MAX, (over) => {
    const ended = signal === undefined ? over : AbortSignal.any([over, signal]);
    const { promise: late, reject } = Promise.withResolvers<never>();
    const giveUp = (): void =>
      reject(new SyncError("unreachable", { scope: "mailbox", retry: "later", said: "no answer in time" }));
    ended.addEventListener("abort", giveUp, { once: true });
    late.catch(() => undefined);
    return Promise.race([ask(ended), late]);
  });
}

/** Whether IMAP lets somebody else of the organization in: then it isn't the organization's rules. */
async function anotherOpens(
  deps: OtherWaysDeps,
  { workspaceId, identity }: Refused,
  signal: AbortSignal,
): Promise<OtherWays> {
  const other = await deps.connections.mailboxLike(workspaceId, identity);
  if (other === null) return {};
  try {
    await (await signIn(deps, other, signal)).close();
    return { others: "opened" };
  } catch (error) {
    if (looksLikeOthers(error)) return { others: "refused" };
    throw error;
  }
}

/** What is answered of the sign-in and not of the moment. */
const TELLING: ReadonlySet<SyncErrorCode> = new Set([
  "authenticationFailed",
  "refused",
  "grantRevoked",
  "consentMissing",
  "wrongResource",
]);

async function opens(stage: DiagnosisStage, work: () => Promise<void>): Promise<"opened" | DiagnosisId> {
  try {
    await work();
    return "opened";
  } catch (error) {
    if (!(error instanceof SyncError) || !TELLING.has(error.code)) throw error;
    return diagnoseError(error, { stage, provider: "microsoft" }).id;
  }
}
