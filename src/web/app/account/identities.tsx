// Own addresses that one writes from at this mailbox, each with a name and a signature.
import { Button, Modal, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { identitiesQuery } from "../compose/identities-query.ts";
import { keys } from "../keys.ts";
import { problemOf } from "../problem-error.ts";
import { lazyPart, PartProblem } from "../shell/lazy-part.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTexts } from "../words/words-provider.tsx";
import type { Mailbox } from "./use-email-settings.ts";

const SignatureField = lazyPart(
  async () => (await import("../compose/signature-field.tsx")).SignatureField,
  ({ failure }) =>
    failure === null ? <div className="signature-field" /> : <PartProblem failure={failure} />,
);

type Identity = AnswerOf<"listIdentities">[number];
interface Edited extends Identity {
  readonly key: number;
}

const IDENTITIES_MAX = 20;

/** Who only receives writes from no address. */
export function Identities({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useTexts();
  const [opened, dialog] = useDisclosure(false);
  if (mailbox.receiveOnly !== "off") return null;
  return (
    <>
      <Button variant="default" onClick={dialog.open}>
        {t.compose.identities.open}
      </Button>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={t.compose.identities.title}
        size="lg"
        closeButtonProps={{ "aria-label": t.common.close }}
      >
        <IdentitiesForm mailbox={mailbox} onDone={dialog.close} />
      </Modal>
    </>
  );
}

function IdentitiesForm({ mailbox, onDone }: { readonly mailbox: Mailbox; readonly onDone: () => void }) {
  const { data, error, isFetchedAfterMount, refetch } = useQuery({
    ...identitiesQuery(mailbox.id),
    staleTime: 0,
  });
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  // What is edited begins with what is there now.
  if (data === undefined || !isFetchedAfterMount) return null;
  return <Editing mailbox={mailbox} saved={data} onDone={onDone} />;
}

function Editing(props: {
  readonly mailbox: Mailbox;
  readonly saved: readonly Identity[];
  readonly onDone: () => void;
}) {
  const t = useTexts();
  const client = useQueryClient();
  const { mailbox, onDone } = props;
  const [all, setAll] = useState<readonly Edited[]>(() => props.saved.map((each, key) => ({ ...each, key })));
  const save = useMutation({
    mutationFn: () =>
      call("saveIdentities", {
        params: { mailboxId: mailbox.id },
        body: { identities: all.map(({ key: _, ...identity }) => identity) },
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.identities(mailbox.id) });
      onDone();
    },
  });
  const change = (key: number, part: Partial<Identity>) =>
    setAll((old) => old.map((each) => (each.key === key ? { ...each, ...part } : each)));
  const add = () =>
    setAll((old) => [
      ...old,
      { key: Math.max(...old.map((each) => each.key)) + 1, address: "", name: "", signature: "" },
    ]);
  const wrong = (at: number): boolean =>
    problemOf(save.error).errors?.some(({ field }) => field === `identities.${at}.address`) ?? false;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <p className="dim flush">{t.compose.identities.intro(mailbox.providerName)}</p>
      {all.map((each, at) => (
        <fieldset key={each.key} className="identity">
          <legend className="visually-hidden">{each.address || t.compose.identities.another}</legend>
          <div className="identity-names">
            <TextInput
              label={t.compose.identities.address}
              type="email"
              required
              value={each.address}
              readOnly={each.address === mailbox.address}
              error={wrong(at) ? t.compose.identities.wrong : undefined}
              onChange={(event) => change(each.key, { address: event.currentTarget.value })}
            />
            <TextInput
              label={t.compose.identities.name}
              maxLength={200}
              value={each.name}
              onChange={(event) => change(each.key, { name: event.currentTarget.value })}
            />
          </div>
          <SignatureField
            label={t.compose.identities.signature}
            html={each.signature}
            onChange={(signature) => change(each.key, { signature })}
          />
          {each.address !== mailbox.address && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-sm"
              onClick={() => setAll((old) => old.filter(({ key }) => key !== each.key))}
            >
              {t.compose.identities.remove}
            </Button>
          )}
        </fieldset>
      ))}
      {save.isError && !all.some((_, at) => wrong(at)) && <ProblemNotice error={save.error} />}
      <div className="actions">
        <Button variant="default" disabled={all.length >= IDENTITIES_MAX} onClick={add}>
          {t.compose.identities.add}
        </Button>
        <span className="compose-gap" />
        <Button variant="default" onClick={onDone}>
          {t.common.cancel}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t.common.save}
        </Button>
      </div>
    </form>
  );
}
