import "./mail.css";
import "./acts.css";
import "./search.css";
// Folder rail, list, message. On a phone the rail is a drawer, and list and message are screens of their own.
import { ActionIcon, Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ReactNode, Suspense, useCallback, useRef, useState } from "react";
import { OutboxRefused, OutboxWaiting } from "../account/outbox.tsx";
import { Importing } from "../account/sync-state.tsx";
import { type Mailbox, useEmailSettings } from "../account/use-email-settings.ts";
import type { Start } from "../compose/load-writing.ts";
import { useComposer } from "../compose/use-composer.ts";
import { NewMessageButton, NewMessageIcon } from "../compose/write-buttons.tsx";
import { LinkingDialog } from "../records/linking-dialog.tsx";
import { useLinking } from "../records/use-linking.ts";
import { HeldSends } from "../sending/held-sends.tsx";
import { SendNotices } from "../sending/send-notices.tsx";
import { useSession } from "../session.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { Icon } from "../shell/icon.tsx";
import { lazyPart } from "../shell/lazy-part.tsx";
import { PageSkeleton } from "../shell/page-skeleton.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTitle } from "../shell/use-title.ts";
import { withAllTexts } from "../words/load-texts.ts";
import { useTexts } from "../words/words-provider.tsx";
import { ActToast } from "./act-toast.tsx";
import { targetOf } from "./acts.ts";
import { type AppFolder, folderLabel } from "./app-folder.ts";
import type { FolderWish } from "./folder-dialogs.tsx";
import { FolderMenu } from "./folder-menu.tsx";
import { FolderRail } from "./folder-rail.tsx";
import { foldersQuery } from "./folders-query.ts";
import { useGrouping } from "./grouping.ts";
import { ListHead } from "./list-head.tsx";
import { EraseDialog, FolderDialog, FolderDrawer, KeysSheet, MoveDialog } from "./mail-overlays.ts";
import { MailboxChoice } from "./mailbox-choice.tsx";
import type { Message } from "./message-head.tsx";
import { type ListHandle, ListSkeleton, MessageListView } from "./message-list.tsx";
import { listedRow } from "./message-query.ts";
import { NoneOpen } from "./none-open.tsx";
import { ReadingPart } from "./reading-part.tsx";
import { SearchField } from "./search-field.tsx";
import { SearchNotes } from "./search-notes.tsx";
import { useActs } from "./use-acts.ts";
import { useListFocus } from "./use-list-focus.ts";
import { useMailActs } from "./use-mail-acts.ts";
import { useMailKeys } from "./use-mail-keys.ts";
import { useOpenConversation, useOpenTarget } from "./use-open-target.ts";

const EditFolders = lazyPart(
  withAllTexts(async () => (await import("../folders/edit-folders.tsx")).EditFolders),
);
const ComposeDock = lazyPart(async () => (await import("../compose/compose-dock.tsx")).ComposeDock);
const NO_FOLDERS: readonly AppFolder[] = [];
/** So many messages that are still to come are no import. */
const NEWS_MAX = 200;
const UNKNOWN = { count: null, more: false };
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
        {t.state.unmapped}
      </EmptyState>
      <Suspense fallback={null}>{editing && <EditFolders mailbox={mailbox} onClose={edit.close} />}</Suspense>
    </div>
  );
}

function Mail({ mailbox, mailboxes }: { readonly mailboxes: readonly Mailbox[]; readonly mailbox: Mailbox }) {
  const t = useTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const params = useParams({ strict: false });
  const { q } = useSearch({ strict: false });
  const [railOpen, rail] = useDisclosure(false);
  const [keysOpen, keysSheet] = useDisclosure(false);
  const listRef = useRef<HTMLDivElement>(null);
  const listFocus = useListFocus(listRef, q ?? "");
  const [found, setFound] = useState<{ readonly count: number | null; readonly more: boolean }>(UNKNOWN);
  const onTotal = useCallback((count: number | null, more: boolean) => setFound({ count, more }), []);
  const list = useRef<ListHandle>(null);
  const folders = useQuery(foldersQuery(mailbox.id));
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
  const canLink = mailbox.state !== "stopped";
  const linking = useLinking({ mailboxId: mailbox.id, acts, canLink, isOwner: mailbox.role === "owner" });
  const doing = useMailActs({ acts, list, messageId, onOpen: open });
  const [grouping, chooseGrouping] = useGrouping();
  // Each draft is opened and deleted alone.
  const canGroup = q === undefined && folder?.role !== "drafts";
  const grouped = grouping && canGroup;
  const around = { mailboxId: mailbox.id, folders: folders.data ?? NO_FOLDERS };
  const openMessage = useOpenTarget({
    ...around,
    messageId: grouped ? undefined : messageId,
    folder: q === undefined ? folder : undefined,
  });
  const openConversation = useOpenConversation({ ...around, id: grouped ? messageId : undefined, folder });
  const openTarget = grouped ? openConversation : openMessage;
  function onRead(message: Message): void {
    if (!canAct) return;
    const place = { folder: undefined, folders: folders.data ?? NO_FOLDERS, total: 1 };
    acts.actQuietly({ name: "read" }, targetOf([message.id], [message], place));
  }
  const session = useSession();
  const composer = useComposer(mailbox.id, canAct ? session.id : null);
  function write(start: Start): boolean {
    if (!composer.open(start)) acts.say(t.compose.tooMany);
    return true;
  }
  /** Of a conversation the message that its row shows. */
  const rowOf = (id: string) => listedRow(client, mailbox.id, id, q === undefined ? folder?.id : undefined);
  const shown = (id: string): string => rowOf(id)?.newestId ?? id;
  const isDraft = (id: string): boolean =>
    canAct && folders.data?.find(({ role }) => role === "drafts")?.id === rowOf(id)?.folderId;
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
    onWrite: canAct
      ? (what) => {
          if (what === "new") return write({ kind: "new" });
          if (messageId === undefined || isDraft(messageId)) return false;
          return write({ kind: "answer", how: what, messageId: shown(messageId) });
        }
      : null,
    onLink:
      linking?.canLink === true
        ? () => {
            const target = list.current?.target() ?? openTarget;
            if (target !== null) linking.askFor(target);
            return target !== null;
          }
        : null,
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
        {canAct && <NewMessageButton onPress={() => write({ kind: "new" })} />}
        <MailboxChoice mailboxes={mailboxes} current={mailbox} />
        <FolderRail
          folders={folders.data}
          current={q === undefined ? folder?.id : undefined}
          onNew={onNewFolder}
        />
      </aside>
      <FolderDrawer opened={railOpen} onClose={rail.close}>
        <MailboxChoice mailboxes={mailboxes} current={mailbox} onChoose={rail.close} />
        <FolderRail
          folders={folders.data}
          current={q === undefined ? folder?.id : undefined}
          onChoose={rail.close}
          onNew={onNewFolder}
        />
      </FolderDrawer>
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
            onChange={(words) => {
              if (words !== q) listFocus.forget();
              void navigate({
                to: ROUTE,
                params: { folderId: folder?.id, messageId: undefined },
                search: words === "" ? {} : { q: words },
                replace: q !== undefined,
              });
            }}
            onDone={listFocus.focus}
          />
          {canAct && <NewMessageIcon onPress={() => write({ kind: "new" })} />}
          <FolderMenu
            folder={whole}
            canSelect={canAct}
            onSelect={() => list.current?.begin()}
            onMarkRead={() => onWhole("read")}
            onEmpty={() => onWhole("erase")}
            onWish={setWish}
            onKeys={keysSheet.open}
            grouping={
              canGroup
                ? {
                    on: grouping,
                    choose: (on) => {
                      // What is open is a conversation's id for the one, a message's for the other.
                      open(undefined);
                      chooseGrouping(on);
                    },
                  }
                : null
            }
          />
        </div>
        <ListHead folder={folder} q={q} found={found.count} more={found.more} />
        {q !== undefined && <SearchNotes mailboxId={mailbox.id} q={q} />}
        <Happening mailbox={mailbox} />
        <OutboxWaiting mailbox={mailbox} />
        <OutboxRefused mailbox={mailbox} />
        <SendNotices mailbox={mailbox} draftsId={folders.data?.find(({ role }) => role === "drafts")?.id} />
        <ListArea
          key={q === undefined ? `folder ${folder?.id} ${grouped}` : "search"}
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
              scope={q === undefined ? { folder: folder.id, grouped } : { q }}
              label={q === undefined ? t.mail.list(folderLabel(folder, t)) : t.mail.resultsFor(q)}
              selected={messageId}
              folders={folders.data ?? NO_FOLDERS}
              canAct={canAct}
              onAct={doing.start}
              onLink={linking?.canLink === true ? linking.askFor : null}
              onRefusal={acts.say}
              handle={list}
              folderName={(id) => (q === undefined ? null : nameOf(folders.data, id, t))}
              onOpen={(id) => (isDraft(id) ? write({ kind: "draft", messageId: shown(id) }) : open(id))}
              onTotal={onTotal}
              listRef={listRef}
            />
          )}
        </ListArea>
      </section>
      <section className="mail-message">
        {messageId === undefined && found.count !== 0 && <NoneOpen />}
        {messageId !== undefined && (
          <ReadingPart
            mailboxId={mailbox.id}
            providerName={mailbox.providerName}
            id={messageId}
            groupedIn={grouped ? folder?.id : undefined}
            canAct={canAct}
            linking={linking}
            target={openTarget}
            isDraft={isDraft(messageId)}
            onAct={doing.start}
            onAnswer={(how) => write({ kind: "answer", how, messageId: shown(messageId) })}
            onEdit={() => write({ kind: "draft", messageId: shown(messageId) })}
            onBack={back}
            onRead={onRead}
          />
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
        opened={doing.asked?.name === "erase"}
        target={doing.asked?.name === "erase" ? doing.asked.target : null}
        provider={mailbox.providerName}
        onErase={() => doing.asked !== null && doing.finish({ name: "erase" }, doing.asked.target)}
        onClose={doing.cancel}
      />
      <FolderDialog
        opened={wish !== null}
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
      {composer.windows.length > 0 && (
        <ComposeDock composer={composer} mailboxId={mailbox.id} userId={session.id} acts={acts} />
      )}
      <LinkingDialog linking={linking} />
      <KeysSheet
        opened={keysOpen}
        onClose={keysSheet.close}
        canAct={canAct}
        canLink={linking?.canLink ?? false}
      />
      <ActToast toast={acts.toast} onUndo={acts.undo}>
        <HeldSends mailboxId={mailbox.id} onFailed={acts.say} />
      </ActToast>
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

/** New mail is here before anybody has read that it comes, and the list would only jump. */
function isLong({ checkedAt, progress }: Mailbox): boolean {
  return checkedAt === null || progress === null || progress.total - progress.done > NEWS_MAX;
}

/** What the mailbox is doing, where it matters to somebody who waits for mail. */
function Happening({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useTexts();
  if (mailbox.state === "importing" && isLong(mailbox)) {
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
      {t.mail.receiveOnlyNote(mailbox.providerName)}{" "}
      <Link to="/account/email-settings" className="text-link">
        {t.mail.receiveOnlyMore}
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
