import "./changes.css";
// "What Twinbox changed in your mailbox" (J17).
import { Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { plainName } from "../mail/people.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { PageSkeleton } from "../shell/page-skeleton.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { Tag } from "../shell/tag.tsx";
import { useTitle } from "../shell/use-title.ts";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { connectedMailbox, type Mailbox, useEmailSettings } from "./use-email-settings.ts";

type Entry = AnswerOf<"listChanges">["changes"][number];

const TONES = { waiting: "warning", done: "plain", refused: "bad", undone: "plain" } as const;

export function ChangesPage() {
  const t = useAllTexts();
  useTitle(t.changes.title);
  const { data: settings, error, refetch } = useEmailSettings();
  if (settings === undefined && error === null) return <PageSkeleton />;
  const mailbox = settings === undefined ? null : connectedMailbox(settings);
  return (
    <div className="page">
      <p className="changes-back small">
        <Link to="/account/email-settings" className="text-link">
          {t.changes.backToSettings}
        </Link>
      </p>
      <h1>{t.changes.title}</h1>
      {settings === undefined && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {mailbox !== null && <Changes mailbox={mailbox} />}
      {settings !== undefined && mailbox === null && (
        <EmptyState icon="inbox" title={t.mail.notConnectedTitle} />
      )}
    </div>
  );
}

function Changes({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useAllTexts();
  const client = useQueryClient();
  const list = useInfiniteQuery({
    queryKey: keys.changes(mailbox.id),
    queryFn: ({ signal, pageParam }) =>
      call("listChanges", {
        params: { mailboxId: mailbox.id },
        query: pageParam === null ? {} : { cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  });
  const { error, refetch } = list;
  const data = list.data?.pages.flatMap(({ changes }) => changes);
  const outbox = JSON.stringify(mailbox.outbox);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what waits changes with every change there is.
  useEffect(() => {
    void client.invalidateQueries({ queryKey: keys.changes(mailbox.id) });
  }, [client, mailbox.id, outbox]);
  return (
    <>
      <p className="dim">{t.changes.intro(mailbox.providerName)}</p>
      {data === undefined && error === null && <Skeleton height={180} radius="md" />}
      {data === undefined && error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && (
        <div className="panel">
          <EmptyState icon="check" title={t.changes.empty}>
            {t.changes.emptyMore}
          </EmptyState>
        </div>
      )}
      {data !== undefined && data.length > 0 && (
        <ol className="panel changes">
          {data.map((entry) => (
            <Change key={`${entry.id} ${entry.outcome} ${entry.why ?? ""}`} entry={entry} />
          ))}
        </ol>
      )}
      {data !== undefined && error !== null && <ProblemNotice error={error} />}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.changes.older}
        </Button>
      )}
    </>
  );
}

function Change({ entry }: { readonly entry: Entry }) {
  const t = useAllTexts();
  const format = useFormat();
  const { outcome, why, count, at } = entry;
  const subject = plainName(entry.subject) || t.mail.noSubject;
  return (
    <li className="change">
      <div className="change-main">
        <span className="strong">{whatOf(entry, t)}</span>
        <bdi className="change-subject dim">{t.changes.of(subject, count)}</bdi>
        {why !== null && outcome === "refused" && (
          <span className="bad">{firstUpper(t.act.why[why](count))}</span>
        )}
      </div>
      <time className="dim numbers small" dateTime={at} title={format.full(at)}>
        {format.exact(at)}
      </time>
      <span>
        <Tag tone={TONES[outcome]}>{t.changes.outcomes[outcome]}</Tag>
      </span>
    </li>
  );
}

type Texts = ReturnType<typeof useAllTexts>;

function whatOf({ kind, add, remove, from, to }: Entry, t: Texts): string {
  switch (kind) {
    case "flags":
      return [
        ...add.map((flag) => t.changes.flags[flag].add),
        ...remove.map((flag) => t.changes.flags[flag].remove),
      ].join(", ");
    case "move":
      return t.changes.moved(from ?? t.changes.somewhere, to ?? t.changes.somewhere);
    case "append":
      return t.changes.appended(to ?? t.changes.somewhere);
    case "erase":
    case "discard":
      return t.changes.erased(from ?? t.changes.somewhere);
  }
}

function firstUpper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
