import { Button, Skeleton } from "@mantine/core";
import type { Mailbox } from "../account/use-email-settings.ts";
import { Icon } from "../shell/icon.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { ROLES } from "./folder-draft.ts";
import { FoldersHead } from "./folders-head.tsx";

const WINDOWS = 4;

/** The form while the provider is asked for its folders: all that is known already, where it will be. */
export function FormSkeleton({
  mailbox,
  onClose,
}: {
  readonly mailbox: Mailbox;
  readonly onClose: () => void;
}) {
  const t = useAllTexts();
  return (
    <>
      <div className="folders-scroll" aria-busy="true">
        <span className="visually-hidden">{t.common.loading}</span>
        <FoldersHead mailbox={mailbox} />
        <ul className="folder-rows">
          {ROLES.map((role) => (
            <li className="folder-row" key={role}>
              <span className="folder-role folder-row-name">
                <Icon name={role} />
                {t.mail.roles[role]}
              </span>
              <span className="folder-row-arrow">
                <Icon name="link" />
              </span>
              <div className="folder-row-remote">
                <Skeleton height={36} />
              </div>
            </li>
          ))}
        </ul>
        <div className="folders-more" />
        <div>
          <p className="windows-label flush">{t.folders.howFar}</p>
          <p className="windows-hint dim flush">{t.folders.windowHint}</p>
          <div className="windows-grid">
            {Array.from({ length: WINDOWS }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
              <Skeleton key={index} height={82} radius={10} />
            ))}
          </div>
        </div>
        <p className="dim flush">{t.folders.promise}</p>
      </div>
      <div className="folders-foot">
        <Button variant="default" onClick={onClose}>
          {t.common.cancel}
        </Button>
        <Button disabled>{t.common.save}</Button>
      </div>
    </>
  );
}
