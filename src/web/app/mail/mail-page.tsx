import "./mail.css";
// Folder rail, list, message. On a phone the rail is a drawer, and list and message are screens of their own.
import { ActionIcon, Button, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { Importing } from "../account/sync-state.tsx";
import { type EmailSettings, type Mailbox, useEmailSettings } from "../account/use-email-settings.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { Icon } from "../shell/icon.tsx";
import { PageSkeleton } from "../shell/page-skeleton.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTitle } from "../shell/use-title.ts";
import { useTexts } from "../words/words-provider.tsx";
import { type AppFolder, folderLabel } from "./app-folder.ts";
import { FolderRail } from "./folder-rail.tsx";
import { ListHead } from "./list-head.tsx";
import { ListSkeleton, MessageListView } from "./message-list.tsx";
import { MessagePane } from "./message-pane.tsx";
import { SearchField } from "./search-field.tsx";

const EditFolders = lazy(async () => ({
  default: (await import("../folders/edit-folders.tsx")).EditFolders,
}));
const ROUTE = "/mail/{-$folderId}/{-$messageId}";

export function MailPage() {
  const t = useTexts();
  useTitle(t.mail.title);
  const { data: settings, error, refetch } = useEmailSettings();
  if (settings === undefined && error !== null) {
    return (
      <div className="page">
        <h1>{t.mail.title}</h1>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (settings === undefined) return <PageSkeleton />;
  if (settings.mailbox === null) return <NotConnected />;
  if (settings.mailbox.state === "unmapped") return <NotMapped mailbox={settings.mailbox} />;
  return <Mail settings={settings} mailbox={settings.mailbox} />;
}

function NotConnected() {
  const t = useTexts();
  const navigate = useNavigate();
  return (
    <div className="page">
      <h1 className="visually-hidden">{t.mail.title}</h1>
      <EmptyState
        icon="inbox"
        title={t.mail.notConnectedTitle}
        action={
          <Button onClick={() => void navigate({ to: "/account/email-settings" })}>{t.mail.connect}</Button>
        }
      >
        {t.mail.notConnected}
      </EmptyState>
    </div>
  );
}

function NotMapped({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useTexts();
  const [editing, edit] = useDisclosure(false);
  return (
    <div className="page">
      <h1 className="visually-hidden">{t.mail.title}</h1>
      <EmptyState
        icon="folder"
        title={t.mail.mapTitle}
        action={<Button onClick={edit.open}>{t.mail.mapFolders}</Button>}
      >
        {t.panel.unmapped}
      </EmptyState>
      <Suspense fallback={null}>{editing && <EditFolders mailbox={mailbox} onClose={edit.close} />}</Suspense>
    </div>
  );
}

function Mail({ mailbox }: { readonly settings: EmailSettings; readonly mailbox: Mailbox }) {
  const t = useTexts();
  const navigate = useNavigate();
  const params = useParams({ strict: false });
  const { q } = useSearch({ strict: false });
  const [railOpen, rail] = useDisclosure(false);
  const listRef = useRef<HTMLDivElement>(null);
  const [found, setFound] = useState<number | null>(null);
  const folders = useQuery({
    queryKey: keys.folders(mailbox.id),
    queryFn: ({ signal }) => call("listFolders", { params: { mailboxId: mailbox.id }, signal }),
  });
  const folder = currentFolder(folders.data, params.folderId);
  const { messageId } = params;
  const open = (id: string | undefined) =>
    void navigate({
      to: ROUTE,
      params: { folderId: folder?.id, messageId: id },
      search: q === undefined ? {} : { q },
    });
  function back(): void {
    open(undefined);
    listRef.current?.focus();
  }
  useMailKeys({ listRef, onEscape: messageId === undefined ? null : back });
  useTitle(folder === undefined ? t.mail.title : folderLabel(folder, t));

  return (
    <div className="mail" data-screen={messageId === undefined ? "list" : "message"}>
      <h1 className="visually-hidden">{t.mail.title}</h1>
      <aside className="mail-rail">
        <FolderRail folders={folders.data} current={q === undefined ? folder?.id : undefined} />
      </aside>
      <Drawer
        opened={railOpen}
        onClose={rail.close}
        title={t.mail.folders}
        size="18rem"
        closeButtonProps={{ "aria-label": t.common.close }}
      >
        <FolderRail
          folders={folders.data}
          current={q === undefined ? folder?.id : undefined}
          onChoose={rail.close}
        />
      </Drawer>
      <section className="mail-list" aria-label={t.mail.title}>
        <div className="mail-list-bar">
          <ActionIcon
            className="rail-button"
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t.mail.showFolders}
            onClick={rail.open}
          >
            <Icon name="menu" />
          </ActionIcon>
          <SearchField
            value={q ?? ""}
            onChange={(words) =>
              void navigate({
                to: ROUTE,
                params: { folderId: folder?.id, messageId: undefined },
                search: words === "" ? {} : { q: words },
                replace: q !== undefined,
              })
            }
            onDone={() => listRef.current?.focus()}
          />
        </div>
        <ListHead folder={folder} q={q} found={found} />
        <Happening mailbox={mailbox} />
        <ListArea
          key={`${folder?.id ?? ""} ${q ?? ""}`}
          failed={
            folders.isError ? (
              <ProblemNotice error={folders.error} onRetry={() => void folders.refetch()} />
            ) : null
          }
          none={folders.data?.length === 0}
        >
          {folder === undefined ? (
            <ListSkeleton />
          ) : (
            <MessageListView
              mailboxId={mailbox.id}
              scope={q === undefined ? { folder: folder.id } : { q }}
              label={q === undefined ? t.mail.list(folderLabel(folder, t)) : t.mail.resultsFor(q)}
              selected={messageId}
              folderName={(id) => (q === undefined ? null : nameOf(folders.data, id, t))}
              onOpen={open}
              onTotal={setFound}
              listRef={listRef}
            />
          )}
        </ListArea>
      </section>
      <section className="mail-message">
        {messageId !== undefined && (
          <MessagePane key={messageId} mailboxId={mailbox.id} messageId={messageId} onBack={back} />
        )}
        {messageId === undefined && found !== 0 && (
          <EmptyState icon="inbox" title={t.mail.noSelectionTitle}>
            {t.mail.noSelection}
          </EmptyState>
        )}
      </section>
    </div>
  );
}

function ListArea(props: {
  readonly failed: ReactNode;
  readonly none: boolean;
  readonly children: ReactNode;
}) {
  const t = useTexts();
  if (props.failed !== null) return <div className="list-problem">{props.failed}</div>;
  if (props.none) return <EmptyState icon="folder" title={t.mail.noFolderTitle} />;
  return props.children;
}

/** What the mailbox is doing, where it matters to somebody who waits for mail. */
function Happening({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useTexts();
  if (mailbox.state === "importing") {
    return (
      <div className="mail-happening" role="status" aria-live="off">
        <Importing mailbox={mailbox} />
      </div>
    );
  }
  if (mailbox.state === "stopped") return <p className="mail-happening flush">{t.mail.stoppedNote}</p>;
  if (mailbox.diagnosis === null) return null;
  return (
    <div className="mail-happening" data-kind="problem" role="status">
      <Icon name="alert" size={16} /> {t.mail.problemNote}{" "}
      <Link to="/account/email-settings" className="text-link">
        {t.mail.problemMore}
      </Link>
    </div>
  );
}

function currentFolder(
  folders: readonly AppFolder[] | undefined,
  wanted: string | undefined,
): AppFolder | undefined {
  return (
    folders?.find(({ id }) => id === wanted) ?? folders?.find(({ role }) => role === "inbox") ?? folders?.[0]
  );
}

function nameOf(
  folders: readonly AppFolder[] | undefined,
  id: string,
  t: ReturnType<typeof useTexts>,
): string | null {
  const folder = folders?.find((each) => each.id === id);
  return folder === undefined ? null : folderLabel(folder, t);
}

/** Keys that work everywhere on the page but in fields: / searches, j and k go to the list, Esc goes back. */
function useMailKeys(input: {
  readonly listRef: React.RefObject<HTMLDivElement | null>;
  readonly onEscape: (() => void) | null;
}): void {
  const { listRef, onEscape } = input;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const target = event.target instanceof HTMLElement ? event.target : null;
      const typing = target?.closest("input, textarea, select, [role=dialog], [role=menu]") != null;
      if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.key === "/") {
        event.preventDefault();
        document.querySelector<HTMLInputElement>(".mail-search input")?.focus();
      } else if ((event.key === "j" || event.key === "k") && target !== listRef.current) {
        listRef.current?.focus();
      } else if (event.key === "Escape" && onEscape !== null) {
        onEscape();
      }
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [listRef, onEscape]);
}
