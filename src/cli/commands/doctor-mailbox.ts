// `twinbox doctor MAILBOX`: how a mailbox stands, then the way to it step by step, as its worker goes it, with times;
// at the end what is most likely wrong. Nothing that it prints is a secret, and nothing is changed at the provider.
import { SyncError } from "../../base/sync-error.ts";
import { describeDiagnosis } from "../../core/describe-diagnosis.ts";
import type { Diagnosis } from "../../core/diagnose.ts";
import {
  CATALOGUES,
  type DoctorStep,
  diagnosisText,
  type Language,
  whoText,
} from "../../core/diagnosis-texts.ts";
import type { OtherWays } from "../../core/tell-apart.ts";
import { claimsOf } from "../../core/token-claims.ts";
import { soon } from "../../engine/other-ways.ts";
import type { Connection, MailboxRow } from "../../engine/ports/connections.ts";
import type { MailSession } from "../../engine/ports/mail.ts";
import { diagnosisOf, looksLikeOthers, signIn } from "../../engine/sign-in.ts";
import { serverSteps } from "../../providers/imap/probe-server.ts";
import { createAddressGuard } from "../../providers/net/address-guard.ts";
import type { House } from "../house.ts";
import { systemClock } from "../system.ts";
import { type MailboxStatus, readStatus } from "./status.ts";

const NAME_WIDTH = 22;

/** For the operator only, and of a setting of this room. */
const SETTINGS_DIFFER: Readonly<Record<Language, string>> = {
  en:
    "Nothing is known to be wrong with this mailbox: the server synchronizes it, but the settings of this command don't " +
    "allow the address of its mail server. TWINBOX_MAIL_NETWORKS isn't the same here as for the running server: " +
    "run the doctor with the server's settings.",
  nl:
    "Er is niets bekend dat mis is met deze mailbox: de server synchroniseert hem, maar de instellingen van deze opdracht " +
    "staan het adres van zijn mailserver niet toe. TWINBOX_MAIL_NETWORKS is hier anders dan bij de draaiende server: " +
    "start de doctor met de instellingen van de server.",
};

interface Step {
  readonly name: DoctorStep;
  /** What it is done to. */
  readonly object?: string;
  readonly run: () => Promise<string>;
}

/** One step as it went. */
interface Tried {
  readonly name: DoctorStep;
  readonly object?: string;
  readonly ok: boolean;
  readonly ms: number;
  /** What was found, or what was said instead. */
  readonly found: string;
}

export interface Examined {
  readonly mailbox: MailboxStatus;
  readonly connections: number;
  /** ISO 8601. */
  readonly since: string | null;
  readonly steps: readonly Tried[];
  readonly diagnosis: Diagnosis | null;
  /** The running server reaches what this command's settings forbid: nothing is found out about the mailbox. */
  readonly settingsDiffer: boolean;
  /** Of the same organization at the same provider: what is wrong for all of them isn't this mailbox's. */
  readonly others: { readonly well: number; readonly ill: number };
}

/** `tell` hears each step as soon as it is done. */
export async function examineMailbox(
  house: House,
  mailbox: MailboxRow,
  tell: (tried: Tried) => void,
): Promise<Examined> {
  const { workspaceId, id } = mailbox;
  const connections = await house.connections.connectionsOfMailbox(workspaceId, id);
  const steps: Tried[] = [];
  let session: MailSession | null = null;
  let broken: unknown = null;
  const keep = (opened: MailSession) => {
    session = opened;
  };
  /** Null, or what it failed with. */
  const go = async ({ run, ...step }: Step): Promise<unknown> => {
    const started = systemClock.monotonic();
    const ended = (ok: boolean, found: string) => {
      const tried = { ...step, ok, ms: Math.round(systemClock.monotonic() - started), found };
      steps.push(tried);
      tell(tried);
    };
    try {
      ended(true, await run());
      return null;
    } catch (error) {
      ended(false, error instanceof SyncError ? (error.said ?? error.code) : String(error));
      return error;
    }
  };
  for await (const step of ladder(house, mailbox, connections, keep)) {
    const error = await go(step);
    broken ??= error;
    // A folder that can't be read says nothing of the others; without the rest there is nothing to try.
    if (error !== null && step.name !== "folder") break;
  }
  await (session as MailSession | null)?.close();
  let otherWays: OtherWays = {};
  if (looksLikeOthers(broken)) {
    for (const { name, ask } of await house.otherWays(mailbox)) {
      const run = async () => {
        const answer = await soon(systemClock, ask);
        otherWays = { ...otherWays, ...answer };
        return answerOf(answer[name]);
      };
      await go({ name, run });
    }
  }
  const status = await readStatus(house, mailbox);
  const settingsDiffer =
    broken instanceof SyncError &&
    broken.code === "addressForbidden" &&
    (status.state === "inSync" || status.state === "importing");
  return {
    mailbox: status,
    connections: connections.length,
    since: mailbox.diagnosisSince === null ? null : new Date(mailbox.diagnosisSince).toISOString(),
    steps,
    diagnosis: broken === null || settingsDiffer ? null : diagnosisOf(broken, mailbox.provider, otherWays),
    settingsDiffer,
    others: await othersLike(house, mailbox),
  };
}

/** Throws where it was refused. */
function answerOf(answer: OtherWays[keyof OtherWays]): string {
  if (answer === undefined) return "nobody to ask";
  if (answer === "opened") return "opened";
  throw new SyncError("refused", { scope: "mailbox", retry: "askUser", said: answer });
}

async function othersLike(house: House, mailbox: MailboxRow): Promise<Examined["others"]> {
  const traits = ["provider", "cloud", "directoryTenant"] as const;
  const others = (await house.connections.listMailboxes()).filter(
    (other) =>
      other.id !== mailbox.id &&
      other.state === "syncing" &&
      traits.every((trait) => other[trait] === mailbox[trait]),
  );
  const well = others.filter(({ diagnosis }) => diagnosis === null).length;
  return { well, ill: others.length - well };
}

async function* ladder(
  house: House,
  mailbox: MailboxRow,
  connections: readonly Connection[],
  keep: (session: MailSession) => void,
): AsyncGenerator<Step> {
  const guard = createAddressGuard(house.config.mailNetworks);
  for (const { name, run } of serverSteps(mailbox.incoming, { guard })) yield { name, run };
  const [elected] = connections;
  // Stopped: nobody's permission is here to go on with.
  if (elected === undefined) return;
  yield { name: "access", run: () => access(house, mailbox, elected) };
  let session: MailSession | null = null;
  yield {
    name: "sign-in",
    run: async () => {
      session = await signIn(house.workerDeps, mailbox);
      keep(session);
      return `as ${mailbox.userName}, a server like ${session.profile.name}`;
    },
  };
  const opened = session as MailSession | null;
  if (opened === null) return;
  yield { name: "list", run: async () => `${(await opened.listFolders()).length} folders` };
  const loaded = await house.store.load(mailbox.workspaceId, mailbox.id);
  const mapped = (loaded?.folders ?? []).filter(({ mapping, selectable }) => mapping !== null && selectable);
  for (const { path, ledger } of mapped) {
    yield {
      name: "folder",
      object: path,
      run: async () => {
        const { exists, uidValidity } = await opened.openFolder(path, null);
        const isOther = ledger !== null && ledger.uidValidity !== uidValidity;
        return `${exists} messages${isOther ? ", renumbered since it was read" : ""}`;
      },
    };
  }
}

/** Of a token only what it is for, and until when. */
async function access(house: House, mailbox: MailboxRow, connection: Connection): Promise<string> {
  const credential = await house.tokens.credential(mailbox, connection);
  if (credential.kind === "password") return "a password";
  const { audience, scopes = [] } = claimsOf(credential.token);
  return [
    "a token",
    ...(audience === undefined ? [] : [`for ${audience}`]),
    ...(scopes.length === 0 ? [] : [`that allows ${scopes.join(", ")}`]),
    ...(credential.expiresAt === null ? [] : [`until ${new Date(credential.expiresAt).toISOString()}`]),
  ].join(" ");
}

export function describeStep({ name, object, ok, ms, found }: Tried, language: Language): string {
  const step = CATALOGUES[language].labels.steps[name];
  const named = object === undefined ? step : `${step} ${object}`;
  return `${ok ? "ok    " : "FAILED"} ${named.padEnd(NAME_WIDTH)} ${String(ms).padStart(6)} ms  ${found}`;
}

/** Before the steps: how the mailbox stands by what is known here. */
export function describeStanding(mailbox: MailboxRow, status: MailboxStatus, language: Language): string {
  const { labels } = CATALOGUES[language];
  const { address, provider, state, messages, checkedAt } = status;
  const lines = [
    `${address} (${provider}), ${state}, ${messages} messages, ${status.id}`,
    `last found equal: ${checkedAt ?? "not since its worker started"}`,
  ];
  const { diagnosis, diagnosisSince } = mailbox;
  if (diagnosis !== null) {
    const since = diagnosisSince === null ? "" : ` since ${new Date(diagnosisSince).toISOString()}`;
    lines.push(`${diagnosis.id}${since}: ${diagnosisText(diagnosis, language).what}`);
    const { retryAt } = diagnosis.params;
    if (diagnosis.who !== "nobody") lines.push(`${labels.who}: ${whoText(diagnosis, language)}`);
    lines.push(retryAt === undefined ? labels.goesOn : `${labels.goesOn} (${retryAt})`);
  }
  return lines.join("\n");
}

/** After the steps. */
export function describeOutcome(examined: Examined, language: Language): string {
  const { diagnosis, connections, others, settingsDiffer } = examined;
  const { labels } = CATALOGUES[language];
  if (settingsDiffer) return SETTINGS_DIFFER[language];
  if (diagnosis !== null) {
    const { well, ill } = others;
    const compared = labels.others.replace("{well}", String(well)).replace("{ill}", String(ill));
    return `${diagnosis.id}  ${describeDiagnosis(diagnosis, language)}\n\n${compared}`;
  }
  return connections === 0 ? labels.notConnected : labels.nothingWrong;
}
