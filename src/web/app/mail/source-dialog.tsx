// The message as it came: headers and all, as text.
import { Button, Loader, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTexts } from "../words/words-provider.tsx";
import { sourceUrl } from "./message-urls.ts";

/** Beyond this a browser gets slow; the download has the rest. */
const CHARACTERS_MAX = 300_000;

export function SourceDialog(props: {
  readonly mailboxId: string;
  readonly messageId: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const { mailboxId, messageId, opened } = props;
  const source = useQuery({
    queryKey: ["source", mailboxId, messageId],
    queryFn: ({ signal }) => readSource(sourceUrl(mailboxId, messageId), signal),
    enabled: opened,
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Modal
      opened={opened}
      onClose={props.onClose}
      title={t.reading.sourceTitle}
      size="xl"
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      <div className="actions">
        <Button component="a" href={sourceUrl(mailboxId, messageId)} download variant="default" size="xs">
          {t.reading.downloadOriginal}
        </Button>
      </div>
      {source.isPending && <Loader size="sm" m="md" aria-label={t.common.loading} />}
      {source.isError && <p>{t.reading.sourceFailed}</p>}
      {source.data !== undefined && (
        // It scrolls sideways in here, so that the keyboard must be able to get here.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
        <pre className="message-source" tabIndex={0}>
          {source.data.slice(0, CHARACTERS_MAX)}
        </pre>
      )}
      {(source.data?.length ?? 0) > CHARACTERS_MAX && <p className="dim">{t.reading.sourceCut}</p>}
    </Modal>
  );
}

async function readSource(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { credentials: "same-origin", signal });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.text();
}
