import { ActionIcon, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { keys } from "../keys.ts";
import type { Acts } from "../mail/use-acts.ts";
import { Icon } from "../shell/icon.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { loadWriting } from "./load-writing.ts";
import type { Composer, OpenWindow } from "./use-composer.ts";
import { WritingForm } from "./writing-form.tsx";

/** One window, from the moment it was asked for. */
export function ComposeWindow(props: {
  readonly opened: OpenWindow;
  readonly composer: Composer;
  readonly mailboxId: string;
  readonly userId: string;
  readonly acts: Acts;
}) {
  const t = useTexts();
  const { opened, composer, mailboxId } = props;
  const begun = useQuery({
    queryKey: keys.writing(mailboxId, opened.key),
    queryFn: ({ signal, client }) => loadWriting(client, mailboxId, opened.start, signal),
    // A new message needs no network.
    networkMode: "always",
    // What is written from here on is the window's own.
    ...{ staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  });
  if (begun.data !== undefined) return <WritingForm {...props} begun={begun.data} />;
  return (
    <section
      className="compose"
      role="dialog"
      aria-label={t.compose.untitled}
      data-minimised={opened.minimised || undefined}
    >
      <header className="compose-head">
        <h2>{t.compose.untitled}</h2>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t.common.close}
          onClick={() => composer.close(opened.key)}
        >
          <Icon name="close" size={16} />
        </ActionIcon>
      </header>
      <div className="compose-loading">
        {begun.error === null ? (
          <>
            <span className="visually-hidden">{t.common.loading}</span>
            <Skeleton height={14} width="60%" mb="md" />
            <Skeleton height={14} width="45%" mb="xl" />
            <Skeleton height={14} mb="xs" />
            <Skeleton height={14} width="80%" />
          </>
        ) : (
          <ProblemNotice error={begun.error} onRetry={() => void begun.refetch()} />
        )}
      </div>
    </section>
  );
}
