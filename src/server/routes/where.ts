// "Where is my mail?" (J13a), for who may read the mailbox.
import type { AnswerOf } from "../../api/operations.ts";
import { parseClues } from "../../core/parse-clues.ts";
import {
  type FoundMail,
  type MailPlace,
  type ProviderSearch,
  searchable,
  type WhereAnswer,
} from "../../core/where-is-mail.ts";
import type { Language, UserPrincipal } from "../../engine/ports/accounts.ts";
import { readableMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { HttpError, notFound } from "../http-error.ts";
import { presentDiagnosis, time } from "../present.ts";
import type { Handlers } from "../register.ts";

const TRY_WINDOW_MS = 10 * 60_000;
/** Each signs in at the provider and searches every folder there. */
const SEARCHES_MAX = 20;

export function whereRoutes(deps: ServerDeps): Pick<Handlers, "whereIsMail"> {
  const { accounts, clock } = deps;

  async function slowDown({ user }: UserPrincipal): Promise<void> {
    if ((await accounts.countTry(`where:${user.id}`, TRY_WINDOW_MS, clock.now())) <= SEARCHES_MAX) return;
    throw new HttpError(429, "too_many_tries", "Too many tries. Wait ten minutes and try again.");
  }

  return {
    async whereIsMail({ principal, params, body }) {
      const mailboxId = await readableMailbox(deps, principal, params.mailboxId);
      const clues = parseClues(body);
      if (clues === null) {
        throw new HttpError(422, "invalid", "Say what is known of the message.", [
          { field: "subject", message: "A Message-ID, words of the subject, or the sender." },
        ]);
      }
      if (body.askProvider) {
        if (searchable(clues) === null) {
          throw new HttpError(422, "not_searchable", "No provider can be searched for these words.", [
            { field: "subject", message: "A word in plain letters, or the Message-ID." },
          ]);
        }
        await slowDown(principal);
      }
      const answer = await deps.where.where(principal.user.workspaceId, mailboxId, clues, body);
      if (answer === null) throw notFound();
      return present(answer, principal.user.language);
    },
  };
}

function present(answer: WhereAnswer, language: Language): AnswerOf<"whereIsMail"> {
  const { outcome, found, more, erased, gaps, unmapped, problem, provider, lookedAt } = answer;
  return {
    outcome,
    found: found.map(presentFound),
    more,
    erased: erased === null ? null : { ...erased, at: time(erased.at) },
    gaps: gaps.map(({ importFrom, ...gap }) => ({ ...gap, importFrom: timeOrNull(importFrom) })),
    unmapped: [...unmapped],
    problem:
      problem === null ? null : presentDiagnosis(problem.diagnosis, { language, since: problem.since }),
    provider: provider === null ? null : presentSearch(provider),
    lookedAt: { folders: lookedAt.folders, upTo: timeOrNull(lookedAt.upTo) },
  };
}

function presentFound({ id, subject, from, internalDate, takenAt, place }: FoundMail) {
  return {
    ...{ messageId: id, subject, from: [...from] },
    ...{ date: time(internalDate), takenAt: time(takenAt), place: presentPlace(place) },
  };
}

function presentPlace(place: MailPlace): AnswerOf<"whereIsMail">["found"][number]["place"] {
  switch (place.kind) {
    case "here":
    case "hereOnly":
      return place;
    case "waiting":
    case "missed":
      return { ...place, since: time(place.since) };
    case "departed":
      return { ...place, at: time(place.at) };
    case "ended":
      return { ...place, at: timeOrNull(place.at) };
  }
}

function presentSearch({ at, folders, hits, failed, leftOut }: ProviderSearch) {
  return { at: time(at), folders, hits: [...hits], failed: [...failed], leftOut: [...leftOut] };
}

function timeOrNull(ms: number | null): string | null {
  return ms === null ? null : time(ms);
}
