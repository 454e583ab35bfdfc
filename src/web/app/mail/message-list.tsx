// The list: virtual, rows of fixed height, newest first. Mail that arrives while one reads further down moves
// nothing: the first row in view stays where it is.
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { EmptyState } from "../shell/empty-state.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { MessageRowView, RowBones, RowSkeleton } from "./message-row.tsx";
import { type MessagePages, type Scope, useMessagePages } from "./use-message-pages.ts";

export const ROW_HEIGHT = 64;
const SKELETONS = 12;
const OVERSCAN = 8;

interface Props {
  readonly mailboxId: string;
  readonly scope: Scope;
  readonly label: string;
  readonly selected: string | undefined;
  readonly folderName: (folderId: string) => string | null;
  readonly onOpen: (messageId: string) => void;
  /** How many there are, once that is known. */
  readonly onTotal: (total: number | null) => void;
  readonly listRef: RefObject<HTMLDivElement | null>;
}

export function MessageListView(props: Props) {
  const t = useTexts();
  const { listRef } = props;
  const [view, setView] = useState({ first: 0, last: 20 });
  const pages = useMessagePages(props.mailboxId, props.scope, view);
  const count = pages.total ?? SKELETONS;
  const { onTotal } = props;
  useEffect(() => onTotal(pages.total), [pages.total, onTotal]);
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
  useAnchor(pages, listRef, view.first);
  const { cursor, onKeyDown, setCursor } = useCursor({
    pages,
    count: pages.total ?? 0,
    selected: props.selected,
    show: (index) => virtual.scrollToIndex(index, { align: "auto" }),
    page: Math.max(1, view.last - view.first - 1),
    onOpen: props.onOpen,
  });
  const items = virtual.getVirtualItems();
  const active = items.some(({ index }) => index === cursor) ? pages.row(cursor)?.id : undefined;
  if (pages.total === 0) return <Nothing scope={props.scope} />;
  return (
    <>
      {pages.error !== null && (
        <div className="list-problem">
          <ProblemNotice error={pages.error} onRetry={pages.retry} />
        </div>
      )}
      <div
        ref={listRef}
        className="message-list"
        role="listbox"
        aria-label={props.label}
        aria-busy={pages.total === null}
        aria-activedescendant={active === undefined ? undefined : `row-${active}`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div className="message-list-inner" role="presentation" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => {
            const message = pages.total === null ? undefined : pages.row(index);
            const style = rowStyle(start);
            if (message === undefined)
              return <RowSkeleton key={`at ${index}`} style={style} label={t.common.loading} />;
            return (
              <MessageRowView
                key={message.id}
                message={message}
                style={style}
                position={index + 1}
                total={count}
                selected={message.id === props.selected}
                active={index === cursor}
                folder={props.folderName(message.folderId)}
                onOpen={() => {
                  setCursor(index);
                  props.onOpen(message.id);
                }}
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
        <div className="message-row skeleton-row" key={index} style={rowStyle(index * ROW_HEIGHT)}>
          <RowBones />
        </div>
      ))}
    </div>
  );
}

function rowStyle(start: number): CSSProperties {
  return { transform: `translateY(${start}px)`, height: ROW_HEIGHT };
}

function Nothing({ scope }: { readonly scope: Scope }) {
  const t = useTexts();
  return scope.q === undefined ? (
    <EmptyState icon="inbox" title={t.mail.emptyFolderTitle}>
      {t.mail.emptyFolder}
    </EmptyState>
  ) : (
    <EmptyState icon="search" title={t.mail.emptySearchTitle}>
      {t.mail.emptySearch}
    </EmptyState>
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
  /** Rows in view. */
  readonly page: number;
  readonly show: (index: number) => void;
  readonly onOpen: (messageId: string) => void;
}

/** The row that the keyboard is on; it stays on its message when the list changes. */
function useCursor({ pages, count, selected, page, show, onOpen }: CursorInput) {
  const [cursor, setIndex] = useState(0);
  const held = useRef<string | null>(null);
  const { indexOf, row } = pages;
  useEffect(() => {
    if (selected === undefined) return;
    held.current = selected;
    const index = indexOf(selected);
    if (index !== undefined) setIndex(index);
  }, [selected, indexOf]);
  useEffect(() => {
    if (held.current === null) return;
    const index = indexOf(held.current);
    if (index !== undefined) setIndex(index);
  }, [indexOf]);
  const setCursor = useCallback(
    (index: number) => {
      held.current = row(index)?.id ?? null;
      setIndex(index);
    },
    [row],
  );
  function onKeyDown(event: KeyboardEvent): void {
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
      setCursor(next);
      show(next);
    } else if (event.key === "Enter") {
      const message = row(cursor);
      if (message !== undefined) onOpen(message.id);
    }
  }
  return { cursor, onKeyDown, setCursor };
}
