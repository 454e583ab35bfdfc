// What becomes of changes that the provider hasn't got yet: the question before, and the waiting after.
import { Button, Radio, Stack } from "@mantine/core";
import { useAllTexts } from "../words/words-provider.tsx";
import { Notice } from "./notice.tsx";
import { type Outbox, openChanges, type WaitingChanges } from "./use-when-told.ts";

export function WaitingQuestion(props: {
  readonly count: number;
  readonly provider: string;
  readonly value: WaitingChanges;
  readonly onChange: (value: WaitingChanges) => void;
}) {
  const t = useAllTexts();
  const { count, provider } = props;
  return (
    <Radio.Group
      label={t.changes.open(count, provider)}
      value={props.value}
      onChange={(value) => props.onChange(value === "drop" ? "drop" : "finish")}
    >
      <Stack gap="xs" mt="xs">
        <Radio value="finish" label={t.changes.finish} description={t.changes.finishMore(provider)} />
        <Radio value="drop" label={t.changes.drop} description={t.changes.dropMore(provider)} />
      </Stack>
    </Radio.Group>
  );
}

/** Somebody waits until the provider has them all. */
export function WaitingForProvider(props: {
  readonly outbox: Outbox;
  readonly provider: string;
  /** Why the provider can't be told now. */
  readonly trouble: string | null;
  readonly dropLabel: string;
  readonly onDrop: () => void;
  readonly onCancel: () => void;
}) {
  const t = useAllTexts();
  const { outbox, provider, trouble } = props;
  return (
    <Stack gap="md">
      <div role="status" aria-live="polite" aria-busy="true">
        <p className="flush strong">{t.changes.finishing(openChanges(outbox), provider)}</p>
        <p className="flush dim">{outbox.held > 0 ? t.changes.finishingHeld : t.changes.finishingMore}</p>
      </div>
      {trouble !== null && (
        <Notice kind="warning" title={trouble}>
          {t.changes.finishingTrouble}
        </Notice>
      )}
      <div className="actions end">
        <Button variant="default" onClick={props.onCancel} data-autofocus>
          {t.changes.finishingCancel}
        </Button>
        <Button color="red" variant="outline" onClick={props.onDrop}>
          {props.dropLabel}
        </Button>
      </div>
    </Stack>
  );
}
