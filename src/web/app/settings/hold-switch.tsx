import { Switch } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { call } from "../call.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";

/** On hold nothing of a mailbox can be erased. */
export function HoldSwitch(props: {
  readonly mailbox: { readonly id: string; readonly heldSince: string | null };
  readonly onDone: () => Promise<void>;
}) {
  const t = useAllTexts();
  const { id, heldSince } = props.mailbox;
  const set = useMutation({
    mutationFn: (on: boolean) => call("setHold", { params: { mailboxId: id }, body: { on } }),
    onSuccess: props.onDone,
  });
  return (
    <>
      {set.isError && <ProblemNotice error={set.error} />}
      <Switch
        label={t.leaving.hold}
        description={t.leaving.holdHint}
        checked={set.isPending ? set.variables : heldSince !== null}
        onChange={(event) => set.mutate(event.currentTarget.checked)}
      />
    </>
  );
}
