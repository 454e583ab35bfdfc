import { Link } from "@tanstack/react-router";
import { useAllTexts } from "../words/words-provider.tsx";
import { Notice } from "./notice.tsx";
import type { EmailSettings } from "./use-email-settings.ts";

/** Mail of somebody who has left, for this user to read. */
export function HandedOver({ mailboxes }: { readonly mailboxes: EmailSettings["handedOver"] }) {
  const t = useAllTexts();
  if (mailboxes.length === 0) return null;
  return (
    <div className="panel-body">
      {mailboxes.map(({ id, address, messages }) => (
        <Notice
          key={id}
          kind="info"
          action={
            <Link to="/mail/{-$folderId}/{-$messageId}" search={{ mailbox: id }} className="text-link">
              {t.panel.openMail}
            </Link>
          }
        >
          {t.leaving.yours(address, messages)}
        </Notice>
      ))}
    </div>
  );
}
