import { Icon } from "../shell/icon.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import type { Message } from "./message-head.tsx";
import { attachmentUrl } from "./message-urls.ts";
import { plainName } from "./people.ts";

export function AttachmentList({
  message,
  mailboxId,
}: {
  readonly message: Message;
  readonly mailboxId: string;
}) {
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
            <a
              className="attachment"
              href={attachmentUrl(mailboxId, message.id, attachment.part)}
              download={name}
              title={name}
            >
              <Icon name="clip" size={16} />
              <span className="visually-hidden">{t.mail.download} </span>
              <bdi className="attachment-name">{name}</bdi> <span className="dim numbers">{size}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
