// The panel "Email settings" as one value: the answer of its route and of the live stream.
import type { AnswerOf } from "../api/operations.ts";
import type { MailboxId } from "../base/ids.ts";
import type { About } from "../core/diagnosis-texts.ts";
import type { User, UserPrincipal } from "../engine/ports/accounts.ts";
import {
  type Attempt,
  type Connection,
  isByApp,
  type MailboxRow,
  type Provider,
} from "../engine/ports/connections.ts";
import type { ServerDeps } from "./deps.ts";
import {
  aboutApplication,
  presentAttempt,
  presentConsent,
  presentDiagnosis,
  presentServer,
  presentStop,
  time,
} from "./present.ts";
import type { ProgressRate } from "./progress-rate.ts";

type EmailSettings = AnswerOf<"readEmailSettings">;
/** An ended attempt is shown this long. */
const ENDED_ATTEMPT_MS = 15 * 60_000;

/** Where no provider of the workspace stands behind the mailbox (any more). */
const PROVIDER_NAMES = { microsoft: "Office 365", google: "Google" } as const;

export async function readEmailSettings(
  deps: ServerDeps,
  rate: ProgressRate,
  principal: UserPrincipal,
): Promise<EmailSettings> {
  const { accounts, connections, clock } = deps;
  const { user } = principal;
  const workspace = (await accounts.readWorkspace(user.workspaceId)) ?? principal.workspace;
  const [users, providers, connection, attempt, stop, consent] = await Promise.all([
    accounts.listUsers(workspace.id),
    connections.listProviders(workspace.id),
    connections.connectionOfUser(workspace.id, user.id),
    connections.latestAttempt(workspace.id, user.id),
    connections.lastStop(workspace.id, user.id),
    deps.consents.read(user),
  ]);
  // After a Stop the kept mailbox is shown as stopped, so that its mail can still be opened.
  const mailboxId = connection?.mailboxId ?? (await connections.keptMailboxOfUser(workspace.id, user.id));
  const kept = await deps.leaving.keptMailboxes(workspace.id, user.id);
  const others = await Promise.all(
    kept.filter(({ id }) => id !== mailboxId).map(({ id }) => connections.readMailbox(workspace.id, id)),
  );
  const mailbox = mailboxId === null ? null : await connections.readMailbox(workspace.id, mailboxId);
  const providerOf = ({ providerId }: Attempt) => providers.find(({ id }) => id === providerId) ?? null;
  const recent =
    attempt !== null &&
    attempt.state !== "cancelled" &&
    clock.now() - attempt.createdAt < ENDED_ATTEMPT_MS &&
    (stop === null || stop.at < attempt.createdAt);
  return {
    activation: {
      state: workspace.activation,
      requestedAt: workspace.requestedAt === null ? null : time(workspace.requestedAt),
    },
    admins: users.filter(({ role }) => role === "admin").map(({ name }) => name),
    providers: await Promise.all(
      providers
        .filter(({ enabled }) => enabled)
        .map(async (provider) => ({
          ...{ id: provider.id, kind: provider.kind, name: provider.name },
          approval: connection === null ? await deps.consents.approvalOf(user, provider) : null,
        })),
    ),
    mailbox: mailbox === null ? null : await presentMailbox(deps, rate, principal, mailbox, connection),
    handedOver: await Promise.all(
      others.flatMap((each) => (each === null ? [] : [presentMailbox(deps, rate, principal, each, null)])),
    ),
    attempt: recent ? presentAttempt(attempt, user, providerOf(attempt), clock.now()) : null,
    consent: consent === null ? null : presentConsent(consent),
    // What it says is kept may have been handed over or erased since.
    receipt:
      stop !== null &&
      connection === null &&
      (stop.mail === "delete" || !stop.mailboxStopped || mailbox !== null)
        ? presentStop(stop)
        : null,
  };
}

async function presentMailbox(
  deps: ServerDeps,
  rate: ProgressRate,
  principal: UserPrincipal,
  mailbox: MailboxRow,
  connection: Connection | null,
): Promise<NonNullable<EmailSettings["mailbox"]>> {
  const { reading, connections } = deps;
  const at = [mailbox.workspaceId, mailbox.id] as const;
  const [progress, messages, departures, offers, outbox, checkedAt, periods, holds, colleaguesSee, provider] =
    await Promise.all([
      reading.progress(...at),
      reading.countMessages(...at),
      reading.departures(...at),
      reading.offers(...at),
      deps.mail.outbox(...at),
      deps.checkedAt(mailbox.id),
      deps.retention.readPeriods(mailbox.workspaceId),
      deps.leaving.holds(mailbox.workspaceId, [mailbox.id]),
      deps.records.colleaguesSee(...at),
      connection === null || connection.providerId === null
        ? null
        : connections.readProvider(mailbox.workspaceId, connection.providerId),
    ]);
  // A shared mailbox may go on for others: for this user it has stopped.
  const stopped = connection === null;
  const importing = !stopped && mailbox.state === "syncing" && progress.done < progress.total;
  return {
    id: mailbox.id,
    provider: mailbox.provider,
    // "Other (IMAP)" is what one chooses; where the mail then is, is a server.
    providerName:
      mailbox.provider === "imap"
        ? mailbox.incoming.host
        : (provider?.name ?? PROVIDER_NAMES[mailbox.provider]),
    address: mailbox.address,
    displayName: mailbox.displayName,
    userName: mailbox.userName,
    authentication: mailbox.provider === "imap" ? "password" : "oauth2",
    setUpBy: connection !== null && isByApp(connection) ? "administrator" : "user",
    incoming: presentServer(mailbox.incoming),
    outgoing: mailbox.outgoing === null ? null : presentServer(mailbox.outgoing),
    role: connection?.role ?? "member",
    receiveOnly: mailbox.receiveOnly,
    colleaguesSee,
    state: stopped ? "stopped" : stateOf(mailbox, importing || checkedAt === null),
    diagnosis:
      stopped || mailbox.diagnosis === null
        ? null
        : presentDiagnosis(mailbox.diagnosis, {
            language: principal.user.language,
            since: mailbox.diagnosisSince,
            about: aboutMailbox(mailbox, provider, principal.user),
          }),
    progress: importing ? rate.sample(mailbox.id, progress) : null,
    messages,
    checkedAt: checkedAt === null ? null : time(checkedAt),
    lastArrivedAt: mailbox.lastArrivedAt === null ? null : time(mailbox.lastArrivedAt),
    departures: departures.map((each) => ({
      remoteFolderId: each.folderId,
      folder: each.folder,
      count: each.count,
      at: time(each.at),
      erasedAfterDays: holds.has(mailbox.id) ? null : periods.departed,
      removable: !holds.has(mailbox.id),
    })),
    offered: offers.map(({ folderId, path, count }) => ({ remoteFolderId: folderId, path, count })),
    outbox: {
      waiting: outbox.waiting,
      since: outbox.since === null ? null : time(outbox.since),
      held: outbox.held,
      refused: outbox.refused.map(({ actId, at, ...each }) => ({ ...each, id: actId, at: time(at) })),
    },
  };
}

/** For the text that goes to an administrator. */
export function aboutMailbox(mailbox: MailboxRow, provider: Provider | null, user: User): About {
  const at = mailbox.diagnosisSince === null ? {} : { at: mailbox.diagnosisSince };
  return { ...aboutApplication(provider), user: user.email, mailbox: mailbox.address, ...at };
}

function stateOf(mailbox: MailboxRow, importing: boolean): NonNullable<EmailSettings["mailbox"]>["state"] {
  if (mailbox.state === "unmapped") return mailbox.diagnosis === null ? "unmapped" : "problem";
  if (mailbox.state === "stopped") return "stopped";
  if (mailbox.diagnosis !== null) return "problem";
  return importing ? "importing" : "inSync";
}

/** The mailbox whose mail this user reads: the connected one, else the kept one. */
export async function mailboxOfUser(deps: ServerDeps, principal: UserPrincipal): Promise<MailboxId | null> {
  const { workspaceId, id } = principal.user;
  const connection = await deps.connections.connectionOfUser(workspaceId, id);
  return connection?.mailboxId ?? (await deps.connections.keptMailboxOfUser(workspaceId, id));
}
