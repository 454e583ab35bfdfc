import "../mail/mail.css";
import "../mail/reading.css";
import "../mail/conversation.css";
import "./records.css";
// One record and its mail.
import { Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { keys } from "../keys.ts";
import { problemOf } from "../problem-error.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { Icon } from "../shell/icon.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { Tag } from "../shell/tag.tsx";
import { useTitle } from "../shell/use-title.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { MoreButton } from "./more-button.tsx";
import { RecordMessageItem } from "./record-message-item.tsx";
import { type MailRecord, recordMessagesQuery, recordQuery, typeLabel } from "./record-queries.ts";

export function RecordPage() {
  const t = useAllTexts();
  const { recordId } = useParams({ from: "/shell/records/$recordId" });
  const { data, error, refetch } = useQuery(recordQuery(recordId));
  const isMerged = useMerged(data);
  useTitle(data?.name ?? t.shell.records);
  return (
    <div className="page">
      <p className="records-back small">
        <Link to="/records" className="text-link">
          {t.records.all}
        </Link>
      </p>
      {data === undefined && error === null && <PageBones />}
      {data === undefined && error !== null && problemOf(error).status === 404 && (
        <div className="panel">
          <h1 className="visually-hidden">{t.shell.records}</h1>
          <EmptyState icon="deleted" title={t.records.goneTitle}>
            {t.records.gone}
          </EmptyState>
        </div>
      )}
      {data === undefined && error !== null && problemOf(error).status !== 404 && (
        <>
          <h1>{t.shell.records}</h1>
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </>
      )}
      {data?.merged === false && (
        <>
          <Head record={data} isMerged={isMerged} />
          <Mail key={data.id} record={data} />
        </>
      )}
    </div>
  );
}

/** Under a former id the address becomes that of the record it leads to. Answers whether one came that way. */
function useMerged(record: MailRecord | undefined): boolean {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [ledTo, setLedTo] = useState<string | null>(null);
  useEffect(() => {
    if (record?.merged !== true) return;
    setLedTo(record.id);
    client.setQueryData<MailRecord>(keys.record(record.id), { ...record, merged: false });
    void navigate({ to: "/records/$recordId", params: { recordId: record.id }, replace: true });
  }, [record, client, navigate]);
  return record !== undefined && ledTo === record.id;
}

function Head({ record, isMerged }: { readonly record: MailRecord; readonly isMerged: boolean }) {
  const t = useAllTexts();
  const url = safeUrl(record.url);
  return (
    <>
      {isMerged && (
        <div className="panel-notice records-notice" role="status">
          <Icon name="info" />
          <div className="panel-notice-body">
            <p className="panel-notice-title">{t.records.merged}</p>
            <p className="flush">{t.records.mergedMore}</p>
          </div>
        </div>
      )}
      <div className="page-head record-head">
        <div>
          <div className="record-title">
            <h1>
              <bdi>{record.name}</bdi>
            </h1>
            <Tag>{typeLabel(record.type)}</Tag>
            <span className="dim small">
              <bdi>{record.externalId}</bdi>
            </span>
          </div>
          <p className="flush dim record-all-addresses">
            <span className="visually-hidden">{t.records.addresses}: </span>
            {record.addresses.length === 0 ? t.records.noAddresses : <bdi>{record.addresses.join(", ")}</bdi>}
          </p>
        </div>
        {url !== null && (
          <Button
            component="a"
            variant="default"
            href={url}
            target="_blank"
            rel="noopener noreferrer"
            rightSection={<Icon name="external" size={16} />}
          >
            {t.records.openInApplication}
            <span className="visually-hidden"> ({t.panel.newTab})</span>
          </Button>
        )}
      </div>
      <div role="status">
        {record.linking && (
          <div className="panel-notice records-notice">
            <Icon name="search" />
            <div className="panel-notice-body">
              <p className="panel-notice-title">{t.records.linking}</p>
              <p className="flush">{t.records.linkingMore}</p>
            </div>
          </div>
        )}
      </div>
    </>
  );
}

function Mail({ record }: { readonly record: MailRecord }) {
  const t = useAllTexts();
  const list = useInfiniteQuery(recordMessagesQuery(record));
  const { data, error } = list;
  const messages = data?.pages.flatMap((page) => page.messages) ?? [];
  return (
    <section aria-labelledby="record-mail">
      <h2 id="record-mail" className="record-mail-title">
        {t.records.mail}
      </h2>
      {data === undefined && error === null && <ListBones />}
      {data === undefined && error !== null && (
        <ProblemNotice error={error} onRetry={() => void list.refetch()} />
      )}
      {data !== undefined && messages.length === 0 && (
        <div className="panel">
          <EmptyState icon="inbox" title={t.records.noMailTitle}>
            {t.records.noMail}
          </EmptyState>
        </div>
      )}
      {messages.length > 0 && (
        <ol className="panel record-mail" aria-labelledby="record-mail">
          {messages.map((message) => (
            <RecordMessageItem key={message.messageId} recordId={record.id} message={message} />
          ))}
        </ol>
      )}
      {data !== undefined && error !== null && <ProblemNotice error={error} />}
      <MoreButton list={list} label={t.records.older} />
    </section>
  );
}

/** What the application gave as its address is followed only where it is a page. */
function safeUrl(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  return protocol === "https:" || protocol === "http:" ? href : null;
}

function PageBones() {
  const t = useAllTexts();
  return (
    <div aria-busy="true">
      <h1 className="visually-hidden">{t.common.loading}</h1>
      <Skeleton height={28} width={240} mb="xs" />
      <Skeleton height={14} width={320} maw="100%" mb="xl" />
      <ListBones />
    </div>
  );
}

const BONES = ["52%", "44%", "61%", "48%"];

function ListBones() {
  const t = useAllTexts();
  return (
    <div className="panel record-mail" aria-busy="true">
      <span className="visually-hidden">{t.common.loading}</span>
      {BONES.map((width) => (
        <div className="record-mail-line" key={width}>
          <span className="record-mail-bones">
            <span className="bone" style={{ width: "28%" }} />
            <span className="bone" style={{ width }} />
          </span>
        </div>
      ))}
    </div>
  );
}
