import { ActionIcon, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { problemOf } from "../problem-error.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { Icon } from "../shell/icon.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { AttachmentList } from "./attachment-list.tsx";
import { MessageBody } from "./message-body.tsx";
import { type Message, MessageHead } from "./message-head.tsx";
import { messageQuery } from "./message-query.ts";
import { sourceUrl } from "./message-urls.ts";
import { RefusedUpload } from "./refused-upload.tsx";

export function MessagePane(props: {
  readonly mailboxId: string;
  readonly messageId: string;
  readonly providerName: string;
  readonly canAct: boolean;
  readonly onBack: () => void;
  /** It is before somebody's eyes for the first time, and was unread. */
  readonly onRead: (message: Message) => void;
}) {
  const t = useTexts();
  const { mailboxId, messageId } = props;
  const { data, error, refetch } = useQuery(messageQuery(mailboxId, messageId));
  useFirstRead(data, props.onRead);
  const heading = useRef<HTMLHeadingElement>(null);
  const here = data !== undefined;
  // Reading goes on where the message begins: on a phone it is a new screen.
  useEffect(() => {
    if (here && window.matchMedia("(max-width: 48em)").matches) heading.current?.focus();
  }, [here]);
  return (
    <article className="message" aria-busy={!here && error === null}>
      <div className="message-back">
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t.mail.back} onClick={props.onBack}>
          <Icon name="back" />
        </ActionIcon>
      </div>
      {!here && error === null && <PaneSkeleton />}
      {!here && error !== null && problemOf(error).status === 404 && (
        <EmptyState icon="deleted" title={t.mail.goneTitle}>
          {t.mail.gone}
        </EmptyState>
      )}
      {!here && error !== null && problemOf(error).status !== 404 && (
        <div className="message-problem">
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {here && (
        <>
          <MessageHead message={data} mailboxId={mailboxId} headingRef={heading} />
          <RefusedUpload
            message={data}
            mailboxId={mailboxId}
            providerName={props.providerName}
            canAct={props.canAct}
          />
          <AttachmentList message={data} mailboxId={mailboxId} />
          {data.understood ? (
            <MessageBody message={data} mailboxId={mailboxId} />
          ) : (
            <EmptyState
              icon="alert"
              title={t.mail.notUnderstoodTitle}
              action={
                <a className="text-link" href={sourceUrl(mailboxId, data.id)} download>
                  {t.mail.downloadSource}
                </a>
              }
            >
              {t.mail.notUnderstood}
            </EmptyState>
          )}
        </>
      )}
    </article>
  );
}

/** Once for each opening: a message that is marked unread while it is open stays unread. */
function useFirstRead(message: Message | undefined, onRead: (message: Message) => void): void {
  const done = useRef(false);
  useEffect(() => {
    if (message === undefined || done.current) return;
    done.current = true;
    if (!message.flags.includes("seen")) onRead(message);
  }, [message, onRead]);
}

function PaneSkeleton() {
  const t = useTexts();
  return (
    <div className="message-skeleton">
      <span className="visually-hidden">{t.common.loading}</span>
      <Skeleton height={24} width="60%" mb="md" />
      <Skeleton height={14} width="40%" mb="xs" />
      <Skeleton height={14} width="30%" mb="xl" />
      <Skeleton height={14} mb="xs" />
      <Skeleton height={14} mb="xs" />
      <Skeleton height={14} width="80%" />
    </div>
  );
}
