import "@mantine/core/styles/Tooltip.css";
import "./mail.css";
import "./acts.css";
// Folder rail, list, message. On a phone the rail is a drawer, and list and message are screens of their own.
import { ActionIcon, Button, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { OutboxRefused, OutboxWaiting } from "../account/outbox.tsx";
import { Importing } from "../account/sync-state.tsx";
import { type Mailbox, useEmailSettings } from "../account/use-email-settings.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { Icon } from "../shell/icon.tsx";
import { PageSkeleton } from "../shell/page-skeleton.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTitle } from "../shell/use-title.ts";
import { useTexts } from "../words/words-provider.tsx";
import { ActToast } from "./act-toast.tsx";
import { ActToolbar } from "./act-toolbar.tsx";
import { targetOf } from "./acts.ts";
import { type AppFolder, folderLabel } from "./app-folder.ts";
import { EraseDialog } from "./erase-dialog.tsx";
import { FolderDialog, type FolderWish } from "./folder-dialogs.tsx";
import { FolderMenu } from "./folder-menu.tsx";
import { FolderRail } from "./folder-rail.tsx";
import { KeysSheet } from "./keys-sheet.tsx";
import { ListHead } from "./list-head.tsx";
import { MailboxChoice } from "./mailbox-choice.tsx";
import type { Message } from "./message-head.tsx";
import { type ListHandle, ListSkeleton, MessageListView } from "./message-list.tsx";
import { MessagePane } from "./message-pane.tsx";
import { MoveDialog } from "./move-dialog.tsx";
import { SearchField } from "./search-field.tsx";
import { useActs } from "./use-acts.ts";
import { useMailActs } from "./use-mail-acts.ts";
import { useMailKeys } from "./use-mail-keys.ts";
import { useOpenTarget } from "./use-open-target.ts";

const EditFolders = lazy(async () => ({
  default: (await import("../folders/edit-folders.tsx")).EditFolders,
}));
const NO_FOLDERS: readonly AppFolder[] = [];
const ROUTE = "/mail/{-$folderId}/{-$messageId}";

export function MailPage() {
  const t = useTexts();
  useTitle(t.mail.title);
  const { mailbox: wanted } = useSearch({ strict: false });
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
  const mailboxes = [...(settings.mailbox === null ? [] : [settings.mailbox]), ...settings.handedOver];
  const mailbox = mailboxes.find(({ id }) => id === wanted) ?? mailboxes[0];
  if (mailbox === undefined) return <NotConnected />;
  if (mailbox.state === "unmapped") return <NotMapped mailbox={mailbox} />;
  return <Mail key={mailbox.id} mailboxes={mailboxes} mailbox={mailbox} />;
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

function Mail({ mailbox, mailboxes }: { readonly mailboxes: readonly Mailbox[]; readonly mailbox: Mailbox }) {
  const t = useTexts();
  const navigate = useNavigate();
  const params = useParams({ strict: false });
  const { q } = useSearch({ strict: false });
  const [railOpen, rail] = useDisclosure(false);
  const [keysOpen, keysSheet] = useDisclosure(false);
  const listRef = useRef<HTMLDivElement>(null);
  const [found, setFound] = useState<number | null>(null);
  const list = useRef<ListHandle>(null);
  const folders = useQuery({
    queryKey: keys.folders(mailbox.id),
    queryFn: ({ signal }) => call("listFolders", { params: { mailboxId: mailbox.id }, signal }),
  });
  const folder = currentFolder(folders.data, params.folderId);
  const { messageId } = params;
  const canAct = mailbox.state !== "stopped" && mailbox.receiveOnly === "off";
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
  const acts = useActs(mailbox.id);
  const doing = useMailActs({ acts, list, messageId, onOpen: open });
  const openTarget = useOpenTarget({
    mailboxId: mailbox.id,
    messageId,
    folder: q === undefined ? folder : undefined,
    folders: folders.data ?? NO_FOLDERS,
  });
  function onRead(message: Message): void {
    if (!canAct) return;
    const place = { folder: undefined, folders: folders.data ?? NO_FOLDERS, total: 1 };
    acts.actQuietly({ name: "read" }, targetOf([message.id], [message], place));
  }
  const whole = folder === undefined || q !== undefined || !canAct ? null : folder;
  function onWhole(name: "read" | "erase"): void {
    if (whole === null) return;
    const total = name === "read" ? whole.unread : whole.messages;
    doing.start(name, targetOf("all", [], { folder: whole, folders: folders.data ?? NO_FOLDERS, total }));
  }
  useMailKeys({
    listRef,
    target: () => (canAct ? (list.current?.target() ?? openTarget) : null),
    onAct: doing.start,
    onUndo: acts.undo,
    onToggle: () => list.current?.toggle(),
    onSheet: keysSheet.open,
    onEscape: () => {
      if (list.current?.clear() !== true && messageId !== undefined) back();
    },
  });
  useTitle(folder === undefined ? t.mail.title : folderLabel(folder, t));
  const [wish, setWish] = useState<FolderWish | null>(null);
  const onNewFolder = canAct
    ? () => {
        rail.close();
        setWish({ kind: "create", parent: null });
      }
    : null;

  return (
    <div className="mail" data-screen={messageId === undefined ? "list" : "message"}>
      <h1 className="visually-hidden">{t.mail.title}</h1>
      <aside className="mail-rail">
        <MailboxChoice mailboxes={mailboxes} current={mailbox} />
        <FolderRail
          folders={folders.data}
          current={q === undefined ? folder?.id : undefined}
          onNew={onNewFolder}
        />
      </aside>
      <Drawer
        opened={railOpen}
        onClose={rail.close}
        title={t.mail.folders}
        size="18rem"
        closeButtonProps={{ "aria-label": t.common.close }}
      >
        <MailboxChoice mailboxes={mailboxes} current={mailbox} onChoose={rail.close} />
        <FolderRail
          folders={folders.data}
          current={q === undefined ? folder?.id : undefined}
          onChoose={rail.close}
          onNew={onNewFolder}
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
          <FolderMenu
            folder={whole}
            canSelect={canAct}
            onSelect={() => list.current?.begin()}
            onMarkRead={() => onWhole("read")}
            onEmpty={() => onWhole("erase")}
            onWish={setWish}
            onKeys={keysSheet.open}
          />
        </div>
        <ListHead folder={folder} q={q} found={found} />
        <Happening mailbox={mailbox} />
        <OutboxWaiting mailbox={mailbox} />
        <OutboxRefused mailbox={mailbox} />
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
              mailbox={mailbox}
              scope={q === undefined ? { folder: folder.id } : { q }}
              label={q === undefined ? t.mail.list(folderLabel(folder, t)) : t.mail.resultsFor(q)}
              selected={messageId}
              folders={folders.data ?? NO_FOLDERS}
              canAct={canAct}
              onAct={doing.start}
              onRefusal={acts.say}
              handle={list}
              folderName={(id) => (q === undefined ? null : nameOf(folders.data, id, t))}
              onOpen={open}
              onTotal={setFound}
              listRef={listRef}
            />
          )}
        </ListArea>
      </section>
      <section className="mail-message">
        {messageId === undefined && found !== 0 && (
          <EmptyState icon="inbox" title={t.mail.noSelectionTitle}>
            {t.mail.noSelection}
          </EmptyState>
        )}
        {messageId !== undefined && (
          <>
            {canAct && (
              // Not a part of the pane: it keeps the focus while one message follows the other.
              <div className="message-tools">
                {openTarget !== null && (
                  <ActToolbar
                    label={t.act.toolbar}
                    target={openTarget}
                    onAct={(name) => doing.start(name, openTarget)}
                  />
                )}
              </div>
            )}
            <MessagePane
              key={messageId}
              mailboxId={mailbox.id}
              messageId={messageId}
              providerName={mailbox.providerName}
              canAct={canAct}
              onBack={back}
              onRead={onRead}
            />
          </>
        )}
      </section>
      <MoveDialog
        opened={doing.asked?.name === "move"}
        count={doing.asked?.target.count ?? 0}
        folders={folders.data ?? NO_FOLDERS}
        current={doing.asked?.target.folder?.id}
        onMove={(to) => doing.asked !== null && doing.finish({ name: "move", to }, doing.asked.target)}
        onClose={doing.cancel}
      />
      <EraseDialog
        target={doing.asked?.name === "erase" ? doing.asked.target : null}
        provider={mailbox.providerName}
        onErase={() => doing.asked !== null && doing.finish({ name: "erase" }, doing.asked.target)}
        onClose={doing.cancel}
      />
      <FolderDialog
        wish={wish}
        mailboxId={mailbox.id}
        provider={mailbox.providerName}
        folders={folders.data ?? NO_FOLDERS}
        onDone={(made) => {
          setWish(null);
          if (made !== null)
            void navigate({ to: ROUTE, params: { folderId: made.id, messageId: undefined }, search: {} });
        }}
        onClose={() => setWish(null)}
      />
      <KeysSheet opened={keysOpen} onClose={keysSheet.close} canAct={canAct} />
      <ActToast toast={acts.toast} onUndo={acts.undo} />
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
  if (mailbox.diagnosis !== null) {
    return (
      <div className="mail-happening" data-kind="problem" role="status">
        <Icon name="alert" size={16} /> {t.mail.problemNote}{" "}
        <Link to="/account/email-settings" className="text-link">
          {t.mail.problemMore}
        </Link>
      </div>
    );
  }
  if (mailbox.receiveOnly === "off") return null;
  return (
    <p className="mail-happening flush">
      {t.receiveOnly.mailNote(mailbox.providerName)}{" "}
      <Link to="/account/email-settings" className="text-link">
        {t.receiveOnly.mailMore}
      </Link>
    </p>
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
