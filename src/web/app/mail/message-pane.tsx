import { ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Suspense, useEffect, useRef } from "react";
import { problemOf } from "../problem-error.ts";
import type { Linking } from "../records/use-linking.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { Icon } from "../shell/icon.tsx";
import { lazyPart, PartProblem } from "../shell/lazy-part.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { withAllTexts } from "../words/load-texts.ts";
import { useTexts } from "../words/words-provider.tsx";
import { AttachmentList } from "./attachment-list.tsx";
import { MessageBody } from "./message-body.tsx";
import { type Message, MessageHead } from "./message-head.tsx";
import { messageQuery } from "./message-query.ts";
import { allUrl, attachmentUrl, sourceUrl } from "./message-urls.ts";
import { PaneSkeleton } from "./pane-skeleton.tsx";
import { RefusedUpload } from "./refused-upload.tsx";

const RecordsLine = lazyPart(
  withAllTexts(async () => (await import("../records/records-line.tsx")).RecordsLine),
  ({ failure }) =>
    failure === null ? (
      <div className="records-line" aria-hidden="true" />
    ) : (
      <PartProblem failure={failure} />
    ),
);

export function MessagePane(props: {
  readonly mailboxId: string;
  readonly messageId: string;
  readonly providerName: string;
  readonly canAct: boolean;
  /** Null: the workspace has no records. */
  readonly linking: Linking | null;
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
          {props.linking !== null && (
            <Suspense fallback={<div className="records-line" aria-hidden="true" />}>
              <RecordsLine message={data} mailboxId={mailboxId} linking={props.linking} />
            </Suspense>
          )}
          <RefusedUpload
            message={data}
            mailboxId={mailboxId}
            providerName={props.providerName}
            canAct={props.canAct}
          />
          <AttachmentList
            message={data}
            urlOf={(part) => attachmentUrl(mailboxId, data.id, part)}
            allUrl={allUrl(mailboxId, data.id)}
          />
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
