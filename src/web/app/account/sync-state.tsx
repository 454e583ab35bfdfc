import { Progress } from "@mantine/core";
import { RelativeTime } from "../words/relative-time.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import { Dotted } from "./dotted.tsx";
import type { Mailbox } from "./use-email-settings.ts";

/** Importing with its progress, or in sync with when it was last checked; as high whichever it is. */
export function SyncState({ mailbox }: { readonly mailbox: Mailbox }) {
  return (
    <div className="sync-state">
      {mailbox.state === "importing" ? <Importing mailbox={mailbox} /> : <InSync mailbox={mailbox} />}
    </div>
  );
}

export function Importing({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useTexts();
  const { progress } = mailbox;
  const known = progress !== null && progress.total > 0 ? progress : null;
  const title = known === null ? t.state.preparing : t.state.importing;
  const percent = known === null ? 0 : Math.min(100, (100 * known.done) / known.total);
  return (
    <div className="importing">
      <div className="importing-line">
        <strong>{title}</strong>
        {known !== null && <Numbers progress={known} />}
      </div>
      <Progress.Root size="sm">
        <Progress.Section
          value={percent}
          // Its own attributes say the percentage where we say how many of how many.
          withAria={false}
          role="progressbar"
          aria-label={title}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(percent)}
          aria-valuetext={known === null ? title : t.state.progress(known.done, known.total)}
        />
      </Progress.Root>
    </div>
  );
}

function Numbers({ progress }: { readonly progress: NonNullable<Mailbox["progress"]> }) {
  const t = useTexts();
  const { done, total, rate, secondsLeft } = progress;
  return (
    <Dotted
      parts={[
        t.state.progress(done, total),
        rate > 0 && t.state.rate(rate),
        secondsLeft !== null && t.time.left(secondsLeft),
      ]}
    />
  );
}

function InSync({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useTexts();
  const format = useFormat();
  const { checkedAt, lastArrivedAt } = mailbox;
  return (
    <Dotted
      parts={[
        <strong key="state">{t.state.inSync}</strong>,
        t.state.messages(mailbox.messages),
        lastArrivedAt !== null && (
          <span key="arrived">
            {t.state.lastArrived}{" "}
            <time dateTime={lastArrivedAt} title={format.full(lastArrivedAt)}>
              {format.short(lastArrivedAt, Date.now())}
            </time>
          </span>
        ),
        // Last, because it changes each second; which must not be read out each second.
        <span aria-live="off" key="checked">
          {checkedAt === null ? (
            t.state.checkedNever
          ) : (
            <>
              {t.state.checked} <RelativeTime at={checkedAt} />
            </>
          )}
        </span>,
      ]}
    />
  );
}
