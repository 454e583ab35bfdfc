import { Progress } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import { RelativeTime } from "../words/relative-time.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import type { Mailbox } from "./use-email-settings.ts";

/** One line: importing with its progress, or in sync with when it was last checked. */
export function SyncState({ mailbox }: { readonly mailbox: Mailbox }) {
  return mailbox.state === "importing" ? <Importing mailbox={mailbox} /> : <InSync mailbox={mailbox} />;
}

export function Importing(props: { readonly mailbox: Mailbox; readonly compact?: boolean }) {
  const t = useTexts();
  const { progress } = props.mailbox;
  if (progress === null || progress.total === 0) return <p className="flush">{t.panel.preparing}</p>;
  const percent = Math.min(100, (100 * progress.done) / progress.total);
  const text = t.panel.progress(progress.done, progress.total);
  return (
    <div className="importing">
      <div className="importing-line">
        <strong>{t.panel.importing}</strong>
        <span className="numbers">
          <Dotted
            parts={[
              text,
              props.compact !== true && progress.rate > 0 && t.panel.rate(progress.rate),
              progress.secondsLeft !== null && t.time.left(progress.secondsLeft),
            ]}
          />
        </span>
      </div>
      <Progress.Root size="sm">
        <Progress.Section value={percent} aria-label={t.panel.importing} aria-valuetext={text} />
      </Progress.Root>
    </div>
  );
}

function InSync({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useTexts();
  const format = useFormat();
  return (
    <p className="flush sync-line">
      <strong>{t.panel.inSync}</strong>
      <Dotted
        lead
        parts={[
          // A counter that changes each second must not be read out each second.
          <span aria-live="off" key="checked">
            {mailbox.checkedAt === null ? (
              t.panel.checkedNever
            ) : (
              <>
                {t.panel.checked} <RelativeTime at={mailbox.checkedAt} />
              </>
            )}
          </span>,
          t.panel.messages(mailbox.messages),
          mailbox.lastArrivedAt !== null && (
            <span key="arrived">
              {t.panel.lastArrived}{" "}
              <time dateTime={mailbox.lastArrivedAt} title={format.full(mailbox.lastArrivedAt)}>
                {format.short(mailbox.lastArrivedAt, Date.now())}
              </time>
            </span>
          ),
        ]}
      />
    </p>
  );
}

function Dotted({ parts, lead = false }: { readonly parts: readonly ReactNode[]; readonly lead?: boolean }) {
  const shown = parts.filter((part) => part !== false);
  return shown.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts have a fixed order.
    <Fragment key={index}>
      {(lead || index > 0) && (
        <span className="dot" aria-hidden="true">
          ·
        </span>
      )}
      {typeof part === "string" ? <span>{part}</span> : part}
    </Fragment>
  ));
}
