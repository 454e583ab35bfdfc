import type { Mailbox } from "../account/use-email-settings.ts";
import { useAllTexts } from "../words/words-provider.tsx";

/** What the form is about, and the heads of its columns. */
export function FoldersHead({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useAllTexts();
  return (
    <>
      <p className="dim flush">{t.folders.intro(mailbox.address)}</p>
      <div className="folders-head">
        <span>{t.folders.appFolder}</span>
        <span className="folders-head-remote">{t.folders.remoteFolder(mailbox.providerName)}</span>
        <span className="folders-head-count">{t.folders.messages}</span>
      </div>
    </>
  );
}
