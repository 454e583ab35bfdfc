// The doctor over REST: what an error means that somebody saw and pasted, and what is wrong in the installation.
import type { AnswerOf } from "../../api/operations.ts";
import type { AttemptId, WorkspaceId } from "../../base/ids.ts";
import { diagnosisText, whoText } from "../../core/diagnosis-texts.ts";
import { explainText, type Place } from "../../core/explain-text.ts";
import type { UserPrincipal } from "../../engine/ports/accounts.ts";
import type { Attempt, IllMailbox } from "../../engine/ports/connections.ts";
import type { ServerDeps } from "../deps.ts";
import { mailboxOfUser } from "../email-settings.ts";
import { notFound } from "../http-error.ts";
import { aboutApplication, attemptButton, presentDiagnosis, presentFailure, time } from "../present.ts";
import type { Handlers } from "../register.ts";

type DoctorHandlers = Pick<Handlers, "explainError" | "listProblems">;
type Problem = AnswerOf<"listProblems">[number];

export function doctorRoutes(deps: ServerDeps): DoctorHandlers {
  const { accounts, connections, hints, clock } = deps;

  async function ownAttempt({ user }: UserPrincipal, id: string): Promise<Attempt> {
    const attempt = await connections.readAttempt(user.workspaceId, id as AttemptId);
    if (attempt?.userId !== user.id) throw notFound();
    return attempt;
  }

  return {
    async explainError({ principal, body }) {
      const { user } = principal;
      const attempt = body.attemptId === undefined ? null : await ownAttempt(principal, body.attemptId);
      const mailboxId = attempt === null ? await mailboxOfUser(deps, principal) : null;
      const mailbox = mailboxId === null ? null : await connections.readMailbox(user.workspaceId, mailboxId);
      const provider =
        attempt === null ? null : await connections.readProvider(user.workspaceId, attempt.providerId);
      const kind = provider?.kind ?? mailbox?.provider;
      // What a page of the provider shows while somebody signs in is about signing in.
      const place: Place = {
        ...(attempt === null ? {} : { stage: "authorize" }),
        ...(kind === undefined ? {} : { provider: kind }),
      };
      const { diagnosis } = explainText(body.text, place);
      if (
        attempt !== null &&
        (await connections.changeAttempt(attempt, ["waiting", "failed"], { diagnosis }))
      ) {
        hints.publish({ kind: "settings", workspaceId: user.workspaceId });
        if (provider !== null) await deps.consents.met(user, provider, diagnosis.id);
      }
      const around = {
        language: user.language,
        about: { ...aboutApplication(provider), user: user.email, at: clock.now() },
      };
      return attempt === null
        ? presentDiagnosis(diagnosis, { ...around, since: null })
        : presentFailure(diagnosis, around, attemptButton(attempt, provider));
    },

    async listProblems({ principal }) {
      const [mailboxes, workspaces] = await Promise.all([
        connections.listIllMailboxes(),
        accounts.listWorkspaces(),
      ]);
      const names = new Map(workspaces.map(({ id, name }) => [id, name]));
      const byCause = Map.groupBy(mailboxes, ({ diagnosis }) => diagnosis.id);
      return [...byCause.values()]
        .map((ill) => presentProblem(ill, names, principal.operator.language))
        .toSorted((a, b) => b.mailboxes - a.mailboxes || a.since.localeCompare(b.since));
    },
  };
}

function presentProblem(
  ill: readonly IllMailbox[],
  names: ReadonlyMap<WorkspaceId, string>,
  language: Parameters<typeof diagnosisText>[1],
): Problem {
  const oldest = ill.reduce((a, b) => (a.since <= b.since ? a : b));
  const { id, who } = oldest.diagnosis;
  const workspaces = [...Map.groupBy(ill, ({ workspaceId }) => workspaceId)]
    .map(([workspaceId, of]) => ({
      id: workspaceId,
      name: names.get(workspaceId) ?? "",
      mailboxes: of.length,
    }))
    .toSorted((a, b) => b.mailboxes - a.mailboxes || a.name.localeCompare(b.name));
  return {
    id,
    who,
    whoText: whoText(oldest.diagnosis, language),
    // Of no mailbox in particular: without its address and its reference.
    what: diagnosisText({ ...oldest.diagnosis, params: {} }, language).what,
    mailboxes: ill.length,
    since: time(oldest.since),
    workspaces,
  };
}
