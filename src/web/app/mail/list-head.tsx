import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import { type AppFolder, folderLabel } from "./app-folder.ts";

/** What the list is of, and how many: of a folder what is unread, of a search what was found. */
export function ListHead(props: {
  readonly folder: AppFolder | undefined;
  readonly q: string | undefined;
  /** Null until it is known. */
  readonly found: number | null;
  /** There are more than that. */
  readonly more: boolean;
}) {
  const t = useTexts();
  const { folder, q, found, more } = props;
  const title = folder === undefined ? null : folderLabel(folder, t);
  return (
    <div className="mail-list-head">
      {q !== undefined && <h2>{t.mail.resultsFor(q)}</h2>}
      {q === undefined && (title === null ? <span className="list-title-bone" /> : <h2>{title}</h2>)}
      {q === undefined && folder !== undefined && <FolderCount folder={folder} />}
      <span className="dim numbers" role="status">
        {q !== undefined && found !== null && (more ? t.search.atLeast(found) : t.state.messages(found))}
      </span>
    </div>
  );
}

function FolderCount({ folder }: { readonly folder: AppFolder }) {
  const t = useTexts();
  const format = useFormat();
  const { messages, unread } = folder;
  return (
    <span className="dim numbers" title={t.state.messages(messages)}>
      {unread > 0 ? t.mail.unread(unread) : format.number(messages)}
    </span>
  );
}
