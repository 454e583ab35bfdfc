// The list: virtual, rows of fixed height, newest first. Mail that arrives while one reads further down moves
// nothing: the first row in view stays where it is.
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type KeyboardEvent,
  type Ref,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { Mailbox } from "../account/use-email-settings.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { lazyPart } from "../shell/lazy-part.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { type ActName, type Target, targetOf } from "./acts.ts";
import type { AppFolder } from "./app-folder.ts";
import { MessageRowView, RowSkeleton } from "./message-row.tsx";
import { NothingFound } from "./nothing-found.tsx";
import { isNothing, isSelected } from "./selection.ts";
import { nextAfter, useSelected } from "./use-list-target.ts";
import {
  foundCount,
  type MessagePages,
  type MessageRow,
  type Scope,
  useMessagePages,
} from "./use-message-pages.ts";
import { usePrefetch } from "./use-prefetch.ts";
import { useRowPress } from "./use-row-press.ts";
import { type SelectionState, useSelection } from "./use-selection.ts";

const SelectionBar = lazyPart(async () => (await import("./selection-bar.tsx")).SelectionBar);
export const ROW_HEIGHT = 64;
const SKELETONS = 12;
const OVERSCAN = 8;

interface Props {
  readonly mailbox: Pick<Mailbox, "id" | "address" | "providerName" | "state">;
  readonly scope: Scope;
  readonly label: string;
  /** The open message. */
  readonly selected: string | undefined;
  readonly folders: readonly AppFolder[];
  /** False for the mail that was kept of a stopped mailbox. */
  readonly canAct: boolean;
  readonly onAct: (name: ActName, target: Target) => void;
  /** Links messages to a record; null: there are none, or it can't be. */
  readonly onLink: ((target: Target) => void) | null;
  /** Why something can't be selected. */
  readonly onRefusal: (text: string) => void;
  readonly handle: Ref<ListHandle>;
  readonly folderName: (folderId: string) => string | null;
  readonly onOpen: (messageId: string) => void;
  /** How many there are, once that is known; `more`: at least. */
  readonly onTotal: (total: number | null, more: boolean) => void;
  readonly listRef: RefObject<HTMLDivElement | null>;
}

/** What the page around the list may ask of it. */
export interface ListHandle {
  /** What is selected, else the row that the keyboard is on. */
  readonly target: () => Target | null;
  /** The message that takes the place of this one when all these go. */
  readonly next: (messageId: string, ids: Target["ids"]) => string | undefined;
  readonly begin: () => void;
  readonly toggle: () => void;
  /** These are about to go: neither selection nor keyboard stays on them. */
  readonly forget: (ids: Target["ids"]) => void;
  /** False when there was nothing to clear. */
  readonly clear: () => boolean;
}

export function MessageListView(props: Props) {
  const { listRef, canAct } = props;
  const [view, setView] = useState({ first: 0, last: 20 });
  const pages = useMessagePages(props.mailbox.id, props.scope, view);
  const count = pages.total ?? SKELETONS;
  const { onTotal } = props;
  const found = foundCount(pages);
  useEffect(() => onTotal(found, pages.more), [found, pages.more, onTotal]);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => listRef.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    onChange: ({ range }) => {
      if (range === null) return;
      const { startIndex: first, endIndex: last } = range;
      setView((old) => (old.first === first && old.last === last ? old : { first, last }));
    },
  });
  const { q } = props.scope;
  // Another search begins at its top, and nothing of the one before is selected any more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    listRef.current?.scrollTo({ top: 0 });
  }, [q]);
  useAnchor(pages, listRef, view.first);
  const folder = props.folders.find(({ id }) => id === props.scope.folder);
  const state = useSelection(pages, props.scope, folder?.messages ?? count, props.onRefusal);
  const { grouped = false } = props.scope;
  const chosen = useSelected(state.selection, pages, { folder, folders: props.folders, grouped });
  const prefetch = usePrefetch(props.mailbox.id, props.scope);
  const { cursor, onKeyDown, onFocus, setCursor } = useCursor({
    pages,
    count: pages.total ?? 0,
    selected: props.selected,
    selection: canAct ? state : null,
    show: (index) => virtual.scrollToIndex(index, { align: "auto" }),
    page: Math.max(1, view.last - view.first - 1),
    onOpen: props.onOpen,
    onRest: prefetch,
  });
  const press = useRowPress({
    canSelect: canAct,
    selecting: state.selecting,
    onOpen: (index, messageId) => {
      setCursor(index);
      props.onOpen(messageId);
    },
    onToggle: (index, messageId) => {
      setCursor(index);
      state.toggle(messageId);
    },
    onRange: (index) => {
      state.rangeTo(index, cursor);
      setCursor(index);
    },
    onPoint: prefetch,
  });
  useImperativeHandle(props.handle, () => {
    const atCursor = pages.row(cursor);
    return {
      target: () => {
        if (chosen !== null) return chosen;
        if (atCursor === undefined || document.activeElement !== listRef.current) return null;
        return targetOf([atCursor.id], [atCursor], { folder, folders: props.folders, total: 1, grouped });
      },
      next: (messageId, ids) => nextAfter(pages, messageId, ids),
      begin: state.begin,
      toggle: () => {
        listRef.current?.focus();
        if (canAct && atCursor !== undefined) state.toggle(atCursor.id);
      },
      forget: (ids) => {
        // The button that was pressed may go with the selection.
        if (!isNothing(state.selection)) listRef.current?.focus();
        const next = atCursor === undefined ? undefined : nextAfter(pages, atCursor.id, ids);
        const nextIndex = next === undefined ? undefined : pages.indexOf(next);
        if (nextIndex !== undefined && ids.includes(atCursor?.id ?? "")) setCursor(nextIndex);
        if (ids === "all") state.clear();
        else state.forget(ids);
      },
      clear: () => {
        if (!state.selecting) return false;
        listRef.current?.focus();
        state.clear();
        return true;
      },
    };
  });
  const items = virtual.getVirtualItems();
  const active = items.some(({ index }) => index === cursor) ? pages.row(cursor)?.id : undefined;
  const isEmpty = pages.total === 0;
  const own = ownFolders(props.folders);
  return (
    <>
      {pages.error !== null && (
        <div className="list-problem">
          <ProblemNotice error={pages.error} onRetry={pages.retry} />
        </div>
      )}
      {state.selecting && !isEmpty && (
        <SelectionBar
          target={chosen}
          total={count}
          messages={folder?.messages ?? count}
          grouped={grouped}
          onAct={props.onAct}
          onLink={props.onLink}
          onAll={state.all}
          onClear={() => {
            state.clear();
            listRef.current?.focus();
          }}
        />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a listbox, or a region: the same element when nothing is
      left, so that the keyboard stays where it was. */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both have labels. */}
      <div
        ref={listRef}
        className="message-list"
        role={isEmpty ? "region" : "listbox"}
        aria-label={props.label}
        aria-multiselectable={isEmpty ? undefined : canAct}
        data-selecting={state.selecting || undefined}
        data-selectable={canAct || undefined}
        data-stale={pages.stale || undefined}
        aria-busy={
          pages.stale || pages.total === null || items.some(({ index }) => pages.row(index) === undefined)
        }
        aria-activedescendant={active === undefined ? undefined : `row-${active}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
      >
        {isEmpty && <Nothing scope={props.scope} mailbox={props.mailbox} />}
        <div className="message-list-inner" role="presentation" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const message = pages.total === null ? undefined : pages.row(index);
            const style = rowStyle(start);
            if (message === undefined) return <RowSkeleton key={`at ${index}`} style={style} />;
            return (
              <MessageRowView
                key={message.id}
                message={message}
                style={style}
                position={index + 1}
                total={count}
                open={message.id === props.selected}
                selected={isSelected(state.selection, message.id)}
                active={index === cursor}
                folder={props.folderName(message.folderId)}
                ownAddress={own.has(message.folderId) ? props.mailbox.address : null}
                press={press}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}

/** The list while the folders aren't known yet. */
export function ListSkeleton() {
  const t = useTexts();
  return (
    <div className="message-list" aria-busy="true">
      <span className="visually-hidden">{t.common.loading}</span>
      {Array.from({ length: SKELETONS }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
        <RowSkeleton key={index} style={rowStyle(index * ROW_HEIGHT)} />
      ))}
    </div>
  );
}

/** Where mail lies that one wrote oneself. */
function ownFolders(folders: readonly AppFolder[]): ReadonlySet<string> {
  return new Set(folders.filter(({ role }) => role === "sent" || role === "drafts").map(({ id }) => id));
}

function rowStyle(start: number): CSSProperties {
  return { transform: `translateY(${start}px)`, height: ROW_HEIGHT };
}

function Nothing({ scope, mailbox }: { readonly scope: Scope; readonly mailbox: Props["mailbox"] }) {
  const t = useTexts();
  return scope.q === undefined ? (
    <EmptyState icon="inbox" title={t.mail.emptyFolderTitle}>
      {t.mail.emptyFolder}
    </EmptyState>
  ) : (
    <NothingFound mailbox={mailbox} q={scope.q} />
  );
}

/** Keeps the first row in view where it is when rows come or go above it; at the very top new mail slides in. */
function useAnchor(pages: MessagePages, list: RefObject<HTMLDivElement | null>, first: number): void {
  const anchor = useRef<{ readonly id: string; readonly index: number } | null>(null);
  useLayoutEffect(() => {
    const element = list.current;
    const old = anchor.current;
    if (element !== null && old !== null && element.scrollTop > ROW_HEIGHT / 2) {
      const index = pages.indexOf(old.id);
      if (index !== undefined && index !== old.index) {
        element.scrollTop += (index - old.index) * ROW_HEIGHT;
        anchor.current = { id: old.id, index };
        return;
      }
    }
    const row = pages.row(first);
    anchor.current = row === undefined ? null : { id: row.id, index: first };
  }, [pages.indexOf, pages.row, list, first]);
}

interface CursorInput {
  readonly pages: MessagePages;
  readonly count: number;
  readonly selected: string | undefined;
  /** Null where nothing may be selected. */
  readonly selection: SelectionState | null;
  /** Rows in view. */
  readonly page: number;
  readonly show: (index: number) => void;
  readonly onOpen: (messageId: string) => void;
  readonly onRest: (row: MessageRow) => void;
}

const TOP = { id: null, index: 0 };

/** The row that the keyboard is on; it stays on its message when the list changes. */
function useCursor({ pages, count, selected, selection, page, show, onOpen, onRest }: CursorInput) {
  // The message, not its place, is what counts: an act must never hit the row that happens to be there now.
  const [held, hold] = useState<{ readonly id: string | null; readonly index: number }>(TOP);
  const { indexOf, row } = pages;
  const found = held.id === null ? undefined : indexOf(held.id);
  // It has left: the keyboard is on the row that took its place.
  const cursor = found ?? Math.max(0, Math.min(held.index, count - 1));
  const atCursor = row(cursor)?.id;
  useEffect(() => {
    if (held.id === null || atCursor === undefined) return;
    if (held.id !== atCursor || held.index !== cursor) hold({ id: atCursor, index: cursor });
  }, [held, atCursor, cursor]);
  useEffect(() => {
    if (selected !== undefined) hold(({ index }) => ({ id: selected, index }));
  }, [selected]);
  const setCursor = (index: number) => hold({ id: row(index)?.id ?? null, index });
  function onKeyDown(event: KeyboardEvent): void {
    if (selection !== null && (event.ctrlKey || event.metaKey) && event.key === "a") {
      event.preventDefault();
      selection.all();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Readonly<Record<string, number>> = {
      j: 1,
      ArrowDown: 1,
      k: -1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -count,
      End: count,
    };
    const step = steps[event.key];
    if (step !== undefined && count > 0) {
      event.preventDefault();
      const next = Math.min(count - 1, Math.max(0, cursor + step));
      if (event.shiftKey) selection?.rangeTo(next, cursor);
      setCursor(next);
      show(next);
      const reached = row(next);
      if (reached !== undefined) onRest(reached);
      return;
    }
    const message = row(cursor);
    if (message === undefined) return;
    if (event.key === "Enter") onOpen(message.id);
    else if (event.key === " " || event.key === "x") {
      event.preventDefault();
      selection?.toggle(message.id);
    }
  }
  /** From now on it is somebody's choice. */
  const onFocus = () => setCursor(cursor);
  return { cursor, onKeyDown, onFocus, setCursor };
}
