import type { AnswerOf } from "../../api/operations.ts";
import type { MessageId } from "../../base/ids.ts";
import { bodyText } from "../../core/body-text.ts";
import { marksIn, snippetAround, wantedWords } from "../../core/search-marks.ts";
import { parseSearch, type SearchQuery, type SearchTerm } from "../../core/search-query.ts";
import type { FoundMessage, SearchRequest } from "../../engine/ports/search.ts";
import type { PackOwner } from "../../engine/ports/vault.ts";
import { readableMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { HttpError } from "../http-error.ts";
import { numberIn } from "../number-in.ts";
import { presentRow } from "../present.ts";
import type { Handlers } from "../register.ts";

type Results = AnswerOf<"searchMessages">;

const LIMIT_MAX = 100;
/** What is opened for the text around the words of one page; messages beyond are shown with their beginning. */
const OPENED_BYTES_MAX = 4 * 1024 * 1024;

export function searchRoutes(deps: ServerDeps): Pick<Handlers, "searchMessages"> {
  const { search, attention } = deps;
  return {
    async searchMessages({ principal, params, query }) {
      const mailboxId = await readableMailbox(deps, principal, params.mailboxId);
      const { workspaceId } = principal.user;
      const limit = numberIn(query.limit, { otherwise: 50, max: LIMIT_MAX, field: "limit" });
      const after = placeOf(query.cursor);
      attention.look(workspaceId, mailboxId, null);
      const asked = parseSearch(query.q ?? "");
      const page = await search.search(workspaceId, mailboxId, { query: asked, after, limit });
      const last = page.messages.at(-1);
      return {
        messages: await presentFound(deps, { workspaceId, mailboxId }, page.messages, asked),
        next: page.more && last !== undefined ? `${last.internalDate}_${last.id}` : null,
        understood: asked.map((term) => presentTerm(term, page.unknownFolders)),
        searchable: await search.indexProgress(workspaceId, mailboxId),
      };
    },
  };
}

function placeOf(cursor: string | undefined): SearchRequest["after"] {
  if (cursor === undefined) return null;
  const [, date, id] = /^(-?\d{1,16})_([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/.exec(cursor) ?? [];
  if (date === undefined) {
    throw new HttpError(422, "invalid", "This is no cursor of a search.", [
      { field: "cursor", message: "What `next` of the page before says." },
    ]);
  }
  return { internalDate: Number(date), id: id as MessageId };
}

function presentTerm(term: SearchTerm, unknownFolders: readonly string[]): Results["understood"][number] {
  const { text, not } = term;
  const about = { text, not, unknown: term.kind === "in" && unknownFolders.includes(text) };
  switch (term.kind) {
    case "words":
      return { kind: term.in === "anywhere" ? "words" : term.in, ...about };
    case "is":
      return { kind: term.state, ...about };
    default:
      return { kind: term.kind, ...about };
  }
}

async function presentFound(
  { packs, log }: ServerDeps,
  owner: PackOwner,
  messages: readonly FoundMessage[],
  query: SearchQuery,
): Promise<Results["messages"]> {
  const found: Results["messages"] = [];
  let left = OPENED_BYTES_MAX;
  for (const message of messages) {
    const row = withSnippet(
      { ...presentRow(message), marks: marksOf(message, query) },
      message.snippet,
      query,
    );
    if (isAllShown(message, query) || message.size > left) {
      found.push(row);
      continue;
    }
    left -= message.size;
    const body = await packs.read(owner, message.place).then(
      (bytes) => bodyText(bytes),
      (error: unknown) => {
        log.warn("search.snippetUnread", {
          message: message.id,
          error: error instanceof Error ? error.name : "unknown",
        });
        return "";
      },
    );
    found.push(withSnippet(row, body, query));
  }
  return found;
}

/** With the piece around the words, where they are in the text. */
function withSnippet(
  row: Results["messages"][number],
  text: string,
  query: SearchQuery,
): Results["messages"][number] {
  const around = snippetAround(text, query);
  return around === null
    ? row
    : { ...row, snippet: around.text, marks: { ...row.marks, snippet: [...around.marks] } };
}

function marksOf({ subject, from: [sender] }: FoundMessage, query: SearchQuery) {
  return {
    subject: [...marksIn(subject, query, "anywhere", "subject")],
    name: [...marksIn(sender?.name ?? "", query, "anywhere", "from")],
    address: [...marksIn(sender?.address ?? "", query, "anywhere", "from")],
    snippet: [],
  };
}

/** Whether the row shows all words by itself. */
function isAllShown({ subject, from: [sender], snippet }: FoundMessage, query: SearchQuery): boolean {
  const shown = [subject, sender?.name ?? "", snippet];
  return wantedWords(query, "anywhere").every((term) =>
    shown.some((text) => marksIn(text, [term], "anywhere").length > 0),
  );
}
