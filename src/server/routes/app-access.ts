// The application's own access to the mailboxes of whole organisations (J11): the admin's side.
import type { AnswerOf, BodyOf } from "../../api/operations.ts";
import { newId, type ProviderId, type UserId } from "../../base/ids.ts";
import { isAddress, LIST_LINES_MAX, type ListedMailbox, parseMailboxList } from "../../core/mailbox-list.ts";
import { signInServiceOf } from "../../core/sign-in/sign-in-services.ts";
import type { User, UserPrincipal, Workspace } from "../../engine/ports/accounts.ts";
import type {
  AppMailbox,
  AppMailboxState,
  DomainView,
  JudgedMailbox,
} from "../../engine/ports/app-access.ts";
import type { Provider } from "../../engine/ports/connections.ts";
import type { ServerDeps } from "../deps.ts";
import { HttpError, notFound } from "../http-error.ts";
import { invite } from "../invite.ts";
import { aboutApplication, presentDiagnosis, time } from "../present.ts";
import type { Handlers } from "../register.ts";

type AppAccessHandlers = Pick<
  Handlers,
  | "readAppAccess"
  | "checkAppAccess"
  | "previewAppMailboxes"
  | "connectAppMailboxes"
  | "retryAppMailboxes"
  | "dropAppMailboxes"
>;
type AppAccess = AnswerOf<"readAppAccess">;

const SHOWN_MAX = 200;
const SHOWN_FIRST: readonly AppMailboxState[] = ["failed", "connecting", "waiting", "connected"];

export function appAccessRoutes(deps: ServerDeps): AppAccessHandlers {
  const { accounts, appAccess, connections, clock, random } = deps;

  async function workspaceOf({ user, workspace }: UserPrincipal): Promise<Workspace> {
    return (await accounts.readWorkspace(user.workspaceId)) ?? workspace;
  }

  async function view(
    principal: UserPrincipal,
    providerId: ProviderId,
    domains: readonly DomainView[] | null,
  ): Promise<AppAccess> {
    const workspace = await workspaceOf(principal);
    const provider = await connections.readProvider(workspace.id, providerId);
    const appOnly = provider && signInServiceOf(provider.kind)?.appOnly;
    if (domains === null || provider === null || provider.clientId === null || !appOnly) throw notFound();
    const [candidates, mailboxes, users] = await Promise.all([
      appAccess.candidates(workspace, providerId),
      appAccess.list(workspace.id, providerId),
      accounts.listUsers(workspace.id),
    ]);
    const count = (state: AppMailboxState) => mailboxes.filter((each) => shown(each) === state).length;
    const { language } = principal.user;
    return {
      providerName: provider.name,
      clientId: provider.clientId,
      ready: workspace.activation !== "active" ? "notActivated" : provider.enabled ? "yes" : "providerOff",
      permission: appOnly.role,
      domains: domains.map((each) => presentDomain(each, provider, language)),
      candidates: candidates.map(({ id, name, email }) => ({ id, name, email })),
      counts: {
        waiting: count("waiting"),
        connecting: count("connecting"),
        connected: count("connected"),
        failed: count("failed"),
      },
      mailboxes: presentMailboxes(mailboxes, users, provider, language),
    };
  }

  async function read(principal: UserPrincipal, providerId: ProviderId): Promise<AppAccess> {
    return view(principal, providerId, await appAccess.read(await workspaceOf(principal), providerId));
  }

  /** Rejects with 404 where the provider is none of the workspace's, or has no such access. */
  async function offered(
    principal: UserPrincipal,
    { providerId }: { readonly providerId: string },
  ): Promise<void> {
    const domains = await appAccess.read(await workspaceOf(principal), providerId as ProviderId);
    if (domains === null) throw notFound();
  }

  /** Who isn't a user yet becomes one. */
  async function make(
    { user: by }: UserPrincipal,
    judged: readonly JudgedMailbox[],
  ): Promise<{ readonly users: ReadonlyMap<string, UserId>; readonly created: readonly Created[] }> {
    const users = new Map<string, UserId>();
    const created: Created[] = [];
    for (const { email, user } of judged) {
      if (user !== null) {
        users.set(email, user.id);
        continue;
      }
      const { workspaceId, language } = by;
      const id = newId<UserId>(clock, random);
      const made: User = { id, workspaceId, email, name: email, role: "user", language };
      created.push({ email, inviteUrl: await invite(deps, made) });
      users.set(email, id);
      const entry = { at: clock.now(), workspaceId, actor: `user:${by.id}`, action: "user.created" };
      await accounts.audit({ ...entry, detail: { user: id } });
    }
    return { users, created };
  }

  return {
    readAppAccess: ({ principal, params }) => read(principal, params.providerId as ProviderId),

    async checkAppAccess({ principal, params }) {
      const providerId = params.providerId as ProviderId;
      const workspace = await workspaceOf(principal);
      return view(principal, providerId, await appAccess.check(principal.user, workspace, providerId));
    },

    async previewAppMailboxes({ principal, params, body }) {
      await offered(principal, params);
      const mailboxes = parseMailboxList(body.list);
      if (mailboxes.length > LIST_LINES_MAX) return { tooMany: true, mailboxes: [] };
      const list = { mailboxes, creates: body.createUsers };
      const workspace = await workspaceOf(principal);
      const providerId = params.providerId as ProviderId;
      const judged = await appAccess.judge(principal.user, workspace, providerId, list);
      return { tooMany: false, mailboxes: judged.map(presentJudged) };
    },

    async connectAppMailboxes({ principal, params, body }) {
      const providerId = params.providerId as ProviderId;
      const workspace = await workspaceOf(principal);
      if ((await read(principal, providerId)).ready !== "yes") {
        throw new HttpError(
          409,
          "not_ready",
          "Email sync isn't activated, or this provider is switched off.",
        );
      }
      const list = { mailboxes: listed(body.mailboxes), creates: body.createUsers };
      const judged = await appAccess.judge(principal.user, workspace, providerId, list);
      refuseWhereOneIsWrong(judged);
      const { users, created } = await make(principal, judged);
      const asked = { askedBy: principal.user.id, askedAt: clock.now(), importWindow: body.importWindow };
      await appAccess.want(
        principal.user,
        judged.map(({ email, address }) => {
          const userId = users.get(email);
          if (userId === undefined) throw notFound();
          return { workspaceId: workspace.id, userId, providerId, address, ...asked };
        }),
      );
      return { access: await read(principal, providerId), created: [...created] };
    },

    async retryAppMailboxes({ principal, params, body }) {
      await offered(principal, params);
      const providerId = params.providerId as ProviderId;
      await appAccess.retry(principal.user.workspaceId, providerId, body.userId as UserId | null);
      return read(principal, providerId);
    },

    async dropAppMailboxes({ principal, params, body }) {
      await offered(principal, params);
      const providerId = params.providerId as ProviderId;
      await appAccess.drop(principal.user, providerId, body.which);
      return read(principal, providerId);
    },
  };
}

interface Created {
  readonly email: string;
  readonly inviteUrl: string;
}

/** Judged as lines of a list are, numbered from 1. */
function listed(mailboxes: BodyOf<"connectAppMailboxes">["mailboxes"]): readonly ListedMailbox[] {
  const seen = new Set<string>();
  return mailboxes.map((each, index) => {
    const [email, address] = [each.email.trim().toLowerCase(), each.address.trim().toLowerCase()];
    const problem = !isAddress(email)
      ? "email"
      : !isAddress(address)
        ? "address"
        : seen.has(email)
          ? "twice"
          : null;
    seen.add(email);
    return { line: index + 1, email, address, problem };
  });
}

function refuseWhereOneIsWrong(judged: readonly JudgedMailbox[]): void {
  const errors = judged.flatMap(({ line, problem }) =>
    problem === null ? [] : [{ field: `mailboxes.${line - 1}`, message: problem }],
  );
  if (errors.length > 0) throw new HttpError(422, "invalid", "Some mailboxes can't be connected.", errors);
}

function presentJudged({ line, email, address, user, problem }: JudgedMailbox) {
  return { line, email, address, name: user?.name ?? null, problem };
}

function presentDomain(
  { domain, directoryTenant, principalId, approvedAt, consentUrl, diagnosis }: DomainView,
  provider: Provider,
  language: User["language"],
): AppAccess["domains"][number] {
  const about = aboutApplication(provider);
  return {
    ...{ domain, directoryTenant, principalId, consentUrl },
    approvedAt: approvedAt === null ? null : time(approvedAt),
    diagnosis: diagnosis === null ? null : presentDiagnosis(diagnosis, { language, since: null, about }),
  };
}

/** Being tried is being connected, to whoever looks. */
function shown({ state, isTaken }: AppMailbox): AppMailboxState {
  return state === "waiting" && isTaken ? "connecting" : state;
}

function presentMailboxes(
  mailboxes: readonly AppMailbox[],
  users: readonly User[],
  provider: Provider,
  language: User["language"],
): AppAccess["mailboxes"] {
  const byId = new Map(users.map((user) => [user.id, user]));
  return SHOWN_FIRST.flatMap((state) => mailboxes.filter((each) => shown(each) === state))
    .slice(0, SHOWN_MAX)
    .map((each) => {
      const { userId, address, diagnosis } = each;
      const user = byId.get(userId);
      const about = { ...aboutApplication(provider), mailbox: address, user: user?.email ?? "" };
      return {
        ...{ userId, address, name: user?.name ?? "", email: user?.email ?? "" },
        state: shown(each),
        diagnosis: diagnosis === null ? null : presentDiagnosis(diagnosis, { language, since: null, about }),
      };
    });
}
