import "./records.css";
import { Select, Skeleton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useSession } from "../session.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { Icon } from "../shell/icon.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { Tag } from "../shell/tag.tsx";
import { useTitle } from "../shell/use-title.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { MoreButton } from "./more-button.tsx";
import { type RecordRow, recordsQuery, typeLabel } from "./record-queries.ts";

const TYPING_MS = 200;
const ADDRESSES_SHOWN = 2;

export function RecordsPage() {
  const t = useAllTexts();
  useTitle(t.shell.records);
  const { q, type, search } = useRecordSearch();
  const [words, setWords] = useWords(q);
  const [asked] = useDebouncedValue(q.trim(), TYPING_MS);
  const list = useInfiniteQuery(recordsQuery(asked, type));
  const { data, error } = list;
  const rows = data?.pages.flatMap(({ records }) => records) ?? [];
  const types = data?.pages[0]?.types ?? [];
  const isNone = rows.length === 0 && types.length === 0 && asked === "" && type === "";
  return (
    <div className="page">
      <h1>{t.shell.records}</h1>
      {data !== undefined && isNone ? (
        <NoRecords />
      ) : (
        <>
          <p className="dim records-intro">{t.records.intro}</p>
          <search className="records-search">
            <TextInput
              type="search"
              aria-label={t.records.find}
              placeholder={t.records.findHint}
              leftSection={<Icon name="search" size={16} />}
              value={words}
              onChange={(event) => {
                setWords(event.currentTarget.value);
                search({ q: event.currentTarget.value, type });
              }}
            />
            <Select
              aria-label={t.records.type}
              data={[
                { value: "", label: t.records.allTypes },
                ...[...new Set([...types, ...(type === "" ? [] : [type])])].map((each) => ({
                  ...{ value: each, label: typeLabel(each) },
                })),
              ]}
              value={type}
              allowDeselect={false}
              onChange={(value) => search({ q, type: value ?? "" })}
            />
          </search>
          {data === undefined && error === null && <ListSkeleton />}
          {data === undefined && error !== null && (
            <ProblemNotice error={error} onRetry={() => void list.refetch()} />
          )}
          {data !== undefined && (
            <div aria-busy={list.isPlaceholderData}>
              {rows.length === 0 ? (
                <div className="panel" role="status">
                  <EmptyState icon="search" title={t.records.nothingTitle}>
                    {t.records.nothing}
                  </EmptyState>
                </div>
              ) : (
                <ul className="panel record-list" aria-label={t.shell.records}>
                  {rows.map((record) => (
                    <Row key={record.id} record={record} />
                  ))}
                </ul>
              )}
              {error !== null && <ProblemNotice error={error} />}
              <MoreButton list={list} label={t.records.more} />
            </div>
          )}
        </>
      )}
    </div>
  );
}

function NoRecords() {
  const t = useAllTexts();
  const { role } = useSession();
  return (
    <div className="panel">
      <EmptyState
        icon="folder"
        title={t.records.emptyTitle}
        action={
          role === "admin" && (
            <Link to="/settings/records" className="text-link">
              {t.records.importLink}
            </Link>
          )
        }
      >
        {t.records.empty}
      </EmptyState>
    </div>
  );
}

function Row({ record }: { readonly record: RecordRow }) {
  const t = useAllTexts();
  const { addresses } = record;
  const rest = addresses.length - ADDRESSES_SHOWN;
  const shown = rest > 1 ? addresses.slice(0, ADDRESSES_SHOWN) : addresses;
  return (
    <li>
      <Link to="/records/$recordId" params={{ recordId: record.id }} className="record-row">
        <bdi className="record-name">{record.name}</bdi>
        <span className="record-type">
          <Tag>{typeLabel(record.type)}</Tag>
        </span>
        <span className="record-addresses dim small">
          {addresses.length === 0 && t.records.noAddresses}
          <bdi>{shown.join(", ")}</bdi>
          {rest > 1 && ` ${t.records.moreAddresses(rest)}`}
        </span>
      </Link>
    </li>
  );
}

const BONES = ["44%", "30%", "52%", "38%", "47%", "33%"];

function ListSkeleton() {
  const t = useAllTexts();
  return (
    <div className="panel record-list" aria-busy="true">
      <span className="visually-hidden">{t.common.loading}</span>
      {BONES.map((width) => (
        <div className="record-row" key={width}>
          <Skeleton height={13} my={4} width={width} />
          <span />
          <Skeleton className="record-addresses" height={11} my={4} width="30%" />
        </div>
      ))}
    </div>
  );
}

/** What is looked for stands in the address, so that one comes back to it. */
function useRecordSearch() {
  const navigate = useNavigate();
  const { q = "", type = "" } = useSearch({ from: "/shell/records" });
  const search = (wanted: { readonly q: string; readonly type: string }) =>
    void navigate({
      to: "/records",
      search: {
        ...(wanted.q === "" ? {} : { q: wanted.q }),
        ...(wanted.type === "" ? {} : { type: wanted.type }),
      },
      replace: true,
    });
  return { q, type, search };
}

/** What stands in the field: the address follows it, and it the address when that changes by itself. */
function useWords(q: string) {
  const [words, setWords] = useState(q);
  const typed = useRef(q);
  useEffect(() => {
    if (q === typed.current) return;
    // Behind what is being typed it lags.
    if (document.activeElement?.matches("[type=search]") === true) return;
    typed.current = q;
    setWords(q);
  }, [q]);
  function write(next: string): void {
    typed.current = next;
    setWords(next);
  }
  return [words, write] as const;
}
