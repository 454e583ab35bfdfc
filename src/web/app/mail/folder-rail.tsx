import { Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { AnswerOf } from "../../../api/operations.ts";
import { Icon } from "../shell/icon.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import { type AppFolder, folderLabel } from "./app-folder.ts";

export function FolderRail(props: {
  readonly folders: AnswerOf<"listFolders"> | undefined;
  readonly current: string | undefined;
  readonly onChoose?: () => void;
  /** Null where nothing can be changed. */
  readonly onNew: (() => void) | null;
}) {
  const t = useTexts();
  const { folders, onNew } = props;
  return (
    <nav className="rail" aria-label={t.mail.folders}>
      {folders === undefined ? (
        <div className="rail-skeleton" aria-busy="true">
          {[72, 56, 64, 80, 48, 68].map((width) => (
            <Skeleton key={width} height={14} width={`${width}%`} />
          ))}
        </div>
      ) : (
        <>
          <Level {...props} folders={folders} parentId={null} depth={0} />
          {onNew !== null && (
            <button type="button" className="rail-link rail-new" onClick={onNew}>
              <Icon name="plus" />
              {t.act.newFolder}
            </button>
          )}
        </>
      )}
    </nav>
  );
}

function Level(props: {
  readonly folders: readonly AppFolder[];
  readonly parentId: string | null;
  readonly depth: number;
  readonly current: string | undefined;
  readonly onChoose?: () => void;
}) {
  const t = useTexts();
  const ids = new Set(props.folders.map(({ id }) => id));
  const here = props.folders.filter(({ parentId }) =>
    props.parentId === null ? parentId === null || !ids.has(parentId) : parentId === props.parentId,
  );
  if (here.length === 0) return null;
  return (
    <ul>
      {here.map((folder) => (
        <li key={folder.id}>
          <Link
            to="/mail/{-$folderId}/{-$messageId}"
            params={{ folderId: folder.id, messageId: undefined }}
            search={{}}
            className="rail-link"
            aria-current={folder.id === props.current ? "page" : undefined}
            style={{ paddingInlineStart: `${0.65 + props.depth * 1}rem` }}
            onClick={() => props.onChoose?.()}
          >
            <Icon name={folder.role ?? "folder"} />
            <span className="rail-name" title={folderLabel(folder, t)}>
              {folderLabel(folder, t)}
            </span>
            <FolderCount folder={folder} />
          </Link>
          <Level {...props} parentId={folder.id} depth={props.depth + 1} />
        </li>
      ))}
    </ul>
  );
}

/** What is unread; of drafts how many there are. */
function FolderCount({ folder: { role, messages, unread } }: { readonly folder: AppFolder }) {
  const t = useTexts();
  const format = useFormat();
  const isDrafts = role === "drafts";
  const count = isDrafts ? messages : unread;
  if (count === 0) return null;
  return (
    <span className="rail-count" title={isDrafts ? t.state.messages(count) : t.mail.unread(count)}>
      {isDrafts ? (
        <>
          <span aria-hidden="true">{format.number(count)}</span>
          <span className="visually-hidden">{t.state.messages(count)}</span>
        </>
      ) : (
        <>
          {format.number(count)}
          <span className="visually-hidden"> {t.mail.unreadMark}</span>
        </>
      )}
    </span>
  );
}
