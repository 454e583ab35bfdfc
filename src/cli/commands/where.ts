// `twinbox where MAILBOX`: where a message is that somebody misses (J13a), for the helpdesk. It tells folders, times and
// ids, and nothing of what mail says: whoever asks has told what they look for.

import { z } from "zod";
import { diagnosisText } from "../../core/diagnosis-texts.ts";
import { parseClues } from "../../core/parse-clues.ts";
import {
  type Erased,
  type FoundMail,
  type Gap,
  type MailPlace,
  type NamedFolder,
  type ProviderHit,
  searchable,
  type WhereAnswer,
} from "../../core/where-is-mail.ts";
import { parseArguments } from "../arguments.ts";
import { UsageError } from "../usage-error.ts";
import { findMailbox, withHouse } from "../with-house.ts";

const DAY = z.iso.date();

/** 0 when something was found, here or at the provider. */
export async function whereCommand(args: readonly string[]): Promise<number> {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArguments(args, {
    "message-id": text,
    subject: text,
    from: text,
    day: text,
    "ask-provider": { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  const [name, more] = positionals;
  if (more !== undefined) throw new UsageError("Name one mailbox: its id (see twinbox status) or address.");
  const { subject, from, day } = values;
  if (day !== undefined && !DAY.safeParse(day).success) {
    throw new UsageError("--day is a date like 2026-11-28.");
  }
  const clues = parseClues({ messageId: values["message-id"], subject, from, day });
  if (clues === null) throw new UsageError("Say what is known of it: --message-id, --subject or --from.");
  const askProvider = values["ask-provider"];
  if (askProvider && searchable(clues) === null) {
    throw new UsageError(
      "No provider can be searched for these words: name the Message-ID, or a word in plain letters.",
    );
  }
  return withHouse(async (house) => {
    const mailbox = await findMailbox(house, name);
    const answer = await house.where.where(mailbox.workspaceId, mailbox.id, clues, { askProvider });
    if (answer === null) throw new UsageError("The mailbox was removed meanwhile.");
    console.log(values.json ? JSON.stringify(asData(answer), null, 2) : describeAnswer(answer));
    return answer.outcome === "found" || answer.outcome === "atProvider" ? 0 : 1;
  });
}

/** Without what mail says. */
function asData({ found, ...answer }: WhereAnswer) {
  const { problem } = answer;
  return {
    ...answer,
    found: found.map(({ subject: _, from: __, ...each }) => each),
    problem: problem === null ? null : { id: problem.diagnosis.id, since: problem.since },
  };
}

export function describeAnswer(answer: WhereAnswer): string {
  const { outcome, found, more, erased, gaps, unmapped, problem, provider, lookedAt } = answer;
  const when = outcome === "erased" && erased !== null ? describeErased(erased) : "";
  const lines = [`${OUTCOMES[outcome]}${when}`, ...found.map(describeFound)];
  if (more) lines.push("More fit: say more of what is known.");
  if (problem !== null) {
    const since = problem.since === null ? "" : ` since ${time(problem.since)}`;
    const { retryAt } = problem.diagnosis.params;
    const until = retryAt === undefined ? "" : ` It goes on at ${retryAt}.`;
    lines.push(`  ${problem.diagnosis.id}${since}: ${diagnosisText(problem.diagnosis, "en").what}${until}`);
  }
  if (provider !== null) {
    lines.push(...provider.hits.map(describeHit));
    lines.push(`The provider was asked at ${time(provider.at)}: ${provider.folders} folders.`);
    if (provider.leftOut.length > 0) lines.push(`Not looked for there: ${provider.leftOut.join(" ")}.`);
    if (provider.failed.length > 0) lines.push(`Not searched there: ${provider.failed.join(", ")}.`);
  } else if (found.length === 0) {
    lines.push(...gaps.map(describeGap));
    if (unmapped.length > 0) {
      lines.push(
        `  ${unmapped.length} folders are not followed. With their user's leave, --ask-provider searches them.`,
      );
    }
  }
  const upTo = lookedAt.upTo === null ? "" : `, known up to ${time(lookedAt.upTo)}`;
  lines.push(
    `Looked at: ${lookedAt.folders} followed folders${upTo}, and all that ever departed or was changed here.`,
  );
  return lines.join("\n");
}

const OUTCOMES: Readonly<Record<WhereAnswer["outcome"], string>> = {
  found: "Found:",
  erased: "Erased here",
  beforeImport: "Not here: it is older than the import date of every folder.",
  stopped: "Not here. The synchronization is stopped: nothing has come since.",
  unmapped: "Not here. No folder is mapped yet.",
  notYet: "Not here yet, if it came lately: the mailbox has a problem.",
  maybe: "Not here. The provider may have it where it isn't taken from:",
  atProvider: "Not here. The provider has it:",
  nothing: "Not found: nothing of the kind was ever seen.",
};

function describeErased({ at, byAge }: Erased): string {
  return ` at ${time(at)}, ${byAge ? "by age, or by a user: it had left every followed folder" : "by an administrator"}.`;
}

function describeFound({ id, internalDate, takenAt, place }: FoundMail): string {
  return `  ${describePlace(place)}; came ${time(internalDate)}, here since ${time(takenAt)}  ${id}`;
}

function describePlace(place: MailPlace): string {
  switch (place.kind) {
    case "here":
      return `in ${nameOf(place.folder)}`;
    case "hereOnly":
      return `in ${nameOf(place.folder)}, here only: the provider has refused it`;
    case "waiting": {
      const shown = place.folder === null ? "in no folder any more" : `shown in ${nameOf(place.folder)}`;
      const tried = place.tries === 0 ? "" : `, tried ${place.tries} times`;
      return `${shown}: the provider hasn't confirmed that (${place.change}) since ${time(place.since)}${tried}`;
    }
    case "missed":
      return `left ${nameOf(place.folder)} at the provider at ${time(place.since)}, and is being looked for`;
    case "departed": {
      const from = place.folder === null ? "every followed folder" : nameOf(place.folder);
      return `departed: left ${from} at ${time(place.at)}, kept here`;
    }
    case "ended":
      return `${ENDED[place.how]}${place.at === null ? "" : ` at ${time(place.at)}`}`;
  }
}

const ENDED: Readonly<Record<Extract<MailPlace, { kind: "ended" }>["how"], string>> = {
  moved: "moved from here to a folder that isn't followed",
  erased: "erased here for good",
  refused: "put here, and refused by the provider",
  stopped: "put here, and not given to the provider before the synchronization was stopped",
  undone: "put here, and taken back",
};

function describeGap({ kind, folder, count, importFrom }: Gap): string {
  const from = importFrom === null ? "" : ` (${time(importFrom)})`;
  return `  ${nameOf(folder)}: ${kind === "unread" ? "" : `${count} `}${KINDS[kind]}${from}`;
}

function describeHit({ path, kind, count }: ProviderHit): string {
  return `  ${path}: ${count} ${KINDS[kind]}`;
}

const KINDS: Readonly<Record<Gap["kind"] | ProviderHit["kind"], string>> = {
  unread: "not read yet",
  pending: "still being imported",
  aside: "set aside: the provider gave no readable copy, and is asked again by itself",
  offered: "older ones that came all at once, and wait for the user's word",
  beforeImport: "older than the import date",
  unmapped: "in a folder that isn't followed",
  notYet: "not read yet: the next reading brings it",
  stored: "here under other words",
};

function nameOf({ role, name }: NamedFolder): string {
  return role === null ? name : `${role[0]?.toUpperCase()}${role.slice(1)}`;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
