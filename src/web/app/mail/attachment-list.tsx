import { Icon } from "../shell/icon.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import type { Message } from "./message-head.tsx";
import { plainName } from "./people.ts";

export function AttachmentList(props: {
  readonly message: Pick<Message, "attachmentList" | "html">;
  /** Where the bytes of a part are. */
  readonly urlOf: (part: string) => string;
  /** All of them in one file; null: there is no such thing. */
  readonly allUrl: string | null;
}) {
  const { message } = props;
  const t = useTexts();
  const format = useFormat();
  // Pictures that stand in the text are seen there.
  const shown = message.attachmentList.filter(
    ({ inline, contentId }) => !(inline && contentId !== null && message.html?.includes(`cid:${contentId}`)),
  );
  if (shown.length === 0) return null;
  return (
    <ul className="attachments" aria-label={t.mail.attachments}>
      {shown.map((attachment) => {
        const name = plainName(attachment.fileName) || t.mail.unnamed;
        const size = format.size(attachment.size);
        return (
          <li key={attachment.part}>
            <a className="attachment" href={props.urlOf(attachment.part)} download={name} title={name}>
              <Icon name="clip" size={16} />
              <span className="visually-hidden">{t.mail.download} </span>
              <bdi className="attachment-name">{name}</bdi> <span className="dim numbers">{size}</span>
            </a>
          </li>
        );
      })}
      {shown.length > 1 && props.allUrl !== null && (
        <li>
          <a className="attachment attachment-all" href={props.allUrl} download>
            {t.reading.downloadAll}
          </a>
        </li>
      )}
    </ul>
  );
}
