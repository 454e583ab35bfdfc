import { Link } from "@tanstack/react-router";
import type { Mailbox } from "../account/use-email-settings.ts";
import { Icon } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";

/** Whose mail is shown, where somebody's was handed over. */
export function MailboxChoice(props: {
  readonly mailboxes: readonly Mailbox[];
  readonly current: Mailbox;
  readonly onChoose?: () => void;
}) {
  const t = useTexts();
  if (props.mailboxes.length < 2) return null;
  return (
    <nav className="rail" aria-label={t.mail.mailboxes}>
      <ul>
        {props.mailboxes.map((mailbox) => (
          <li key={mailbox.id}>
            <Link
              to="/mail/{-$folderId}/{-$messageId}"
              params={{ folderId: undefined, messageId: undefined }}
              search={{ mailbox: mailbox.id }}
              className="rail-link"
              aria-current={mailbox.id === props.current.id ? "page" : undefined}
              onClick={() => props.onChoose?.()}
            >
              <Icon name="inbox" />
              <span className="rail-name" title={mailbox.address}>
                {mailbox.address}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
