// What the viewer may see of a message on a record. The HTML goes the same way as in one's own mailbox, into the frame;
// pictures from elsewhere stay off, because whoever looks here needn't be who the mail was sent to.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { AttachmentList } from "../mail/attachment-list.tsx";
import { BodyParts } from "../mail/body-parts.tsx";
import { HtmlFrame, NO_IMAGES, useRemoteAddresses } from "../mail/html-frame.tsx";
import { loadInlineImages } from "../mail/inline-images.ts";
import { PeopleLine } from "../mail/message-head.tsx";
import { MessageNotes } from "../mail/message-notes.tsx";
import { messageQuery } from "../mail/message-query.ts";
import { recordAttachmentUrl } from "../mail/message-urls.ts";
import { People } from "../mail/people-list.tsx";
import { problemOf } from "../problem-error.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { Icon } from "../shell/icon.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { OpenedBones } from "./opened-bones.tsx";
import { type RecordMessage, recordMessageQuery } from "./record-queries.ts";

interface Props {
  readonly recordId: string;
  readonly message: RecordMessage;
}

export function OpenedRecordMessage(props: Props) {
  return props.message.shown === "subject" ? <SubjectOnly message={props.message} /> : <Whole {...props} />;
}

function SubjectOnly({ message }: { readonly message: RecordMessage }) {
  const t = useAllTexts();
  return (
    <>
      <Head message={message} cc={[]} />
      <p className="message-note record-only-subject">
        <Icon name="info" size={18} />
        <span>{t.records.onlySubjectMore}</span>
      </p>
    </>
  );
}

function Whole({ recordId, message }: Props) {
  const t = useAllTexts();
  const { messageId } = message;
  const { data, error, refetch } = useQuery(recordMessageQuery(recordId, messageId));
  if (data === undefined && error === null) return <OpenedBones />;
  if (data === undefined) {
    // What colleagues see of it may have changed since the list was read.
    const { status } = problemOf(error);
    if (status === 403) return <SubjectOnly message={message} />;
    if (status === 404) return <p className="record-mail-gone dim">{t.records.mailGone}</p>;
    return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  }
  const urlOf = (part: string) => recordAttachmentUrl(recordId, messageId, part);
  return (
    <>
      <Head message={data} cc={data.cc} />
      <MessageNotes message={data} />
      <AttachmentList message={data} urlOf={urlOf} allUrl={null} />
      {data.understood ? (
        <BodyParts message={data} renderHtml={(html) => <Html html={html} message={data} urlOf={urlOf} />} />
      ) : (
        <EmptyState icon="alert" title={t.mail.notUnderstoodTitle}>
          {t.records.notUnderstood}
        </EmptyState>
      )}
    </>
  );
}

function Head(props: { readonly message: RecordMessage; readonly cc: RecordMessage["to"] }) {
  const t = useAllTexts();
  const format = useFormat();
  const { message } = props;
  return (
    <div className="record-opened-head">
      <div className="message-people">
        <div className="message-sender">
          <span>{message.from.length === 0 ? t.mail.nobody : <People people={message.from} strong />}</span>
          <time className="dim numbers" dateTime={message.date} title={format.full(message.date)}>
            {format.exact(message.date)}
          </time>
        </div>
        <PeopleLine label={t.mail.to} people={message.to} />
        <PeopleLine label={t.mail.cc} people={props.cc} />
        <p className="people-line dim">
          {message.how === "hand" ? t.records.how.hand(message.linkedBy) : t.records.how[message.how]}
          {message.private && <>. {t.records.privateMark}</>}
        </p>
      </div>
      {message.mailboxId !== null && (
        <OpenInMail mailboxId={message.mailboxId} messageId={message.messageId} />
      )}
    </div>
  );
}

/** Its folder is known to its mailbox only; what departed lies in none. */
function OpenInMail(props: { readonly mailboxId: string; readonly messageId: string }) {
  const t = useAllTexts();
  const { mailboxId, messageId } = props;
  const { data, isError } = useQuery(messageQuery(mailboxId, messageId));
  if (isError) return null;
  return (
    <p className="flush small open-in-mail">
      {data !== undefined && (
        <Link
          to="/mail/{-$folderId}/{-$messageId}"
          params={{ folderId: data.folderId, messageId }}
          search={{ mailbox: mailboxId }}
          className="text-link"
        >
          {t.records.openInMail}
        </Link>
      )}
    </p>
  );
}

function Html(props: {
  readonly html: string;
  readonly message: RecordMessage & {
    readonly attachmentList: Parameters<typeof loadInlineImages>[0]["attachments"];
  };
  readonly urlOf: (part: string) => string;
}) {
  const t = useAllTexts();
  const { html, message, urlOf } = props;
  const addresses = useRemoteAddresses(html);
  const inline = useQuery({
    queryKey: ["inlineImages", "record", urlOf(""), html],
    queryFn: ({ signal }) => loadInlineImages({ html, attachments: message.attachmentList, urlOf, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  return (
    <>
      {addresses.length > 0 && (
        <p className="images-bar flush">
          {message.mailboxId === null ? t.records.imagesOff : t.records.imagesOffOwn}
        </p>
      )}
      <HtmlFrame
        html={html}
        inlineImages={inline.isPending ? undefined : (inline.data ?? NO_IMAGES)}
        remoteImages={NO_IMAGES}
      />
    </>
  );
}
