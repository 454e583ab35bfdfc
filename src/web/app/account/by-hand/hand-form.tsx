// "Other (IMAP)": the settings are typed here. The button that starts stands above, with the choice of the mail client.
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Dispatch, type FormEvent, type SetStateAction, useEffect, useRef, useState } from "react";
import { call } from "../../call.ts";
import { keys } from "../../keys.ts";
import { ProblemError, problemOf } from "../../problem-error.ts";
import { useSession } from "../../session.ts";
import { PasswordField } from "../../shell/password-field.tsx";
import { ProblemNotice } from "../../shell/problem-notice.tsx";
import { useAllTexts } from "../../words/words-provider.tsx";
import { Notice } from "../notice.tsx";
import type { EmailSettings } from "../use-email-settings.ts";
import { type Filled, filledBy, fillIn, NOTHING_FILLED } from "./filled-in.ts";
import { LookupView } from "./lookup-view.tsx";
import { ServerInputs } from "./server-inputs.tsx";
import { TestView } from "./test-view.tsx";
import { EMPTY, settingsOf, type Typed } from "./typed-settings.ts";
import { useConnectionTest } from "./use-connection-test.ts";
import { type FoundSettings, useLookup } from "./use-lookup.ts";

export const HAND_FORM_ID = "by-hand";

interface Props {
  readonly providerId: string;
  readonly running: boolean;
  readonly providers: EmailSettings["providers"];
  readonly onChoose: (providerId: string) => void;
}

export function HandForm(props: Props) {
  const t = useAllTexts();
  const { panel, byHand } = t;
  const session = useSession();
  const [typed, setTyped] = useState<Typed>({ ...EMPTY, displayName: session.name });
  const lookup = useLookup(typed.address);
  useFilledIn(lookup.found, setTyped);
  const connect = useConnectByHand();
  const test = useConnectionTest();
  const error = connect.error ?? test.error;
  const refused = error instanceof ProblemError && error.problem.errors !== undefined ? error : null;
  const form = useRef<HTMLFormElement>(null);
  const busy = props.running || connect.isPending || test.running;
  const change = (part: Partial<Typed>): void => {
    setTyped((old) => ({ ...old, ...part }));
    if (!test.running) test.forget();
  };
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!busy) connect.mutate(settingsOf(props.providerId, typed));
  }
  function tryOut(): void {
    connect.reset();
    if (form.current?.reportValidity() === true) test.start(settingsOf(props.providerId, typed));
  }
  return (
    <form ref={form} id={HAND_FORM_ID} className="fields typed" onSubmit={submit}>
      {connect.isError && refused === null && <TriesProblem error={connect.error} />}
      <div className="fields-row two">
        <TextInput
          label={panel.address}
          type="email"
          required
          withAsterisk={false}
          maxLength={320}
          autoComplete="email"
          value={typed.address}
          error={refused?.field("address", t)}
          onChange={(event) => change({ address: event.currentTarget.value })}
        />
        <TextInput
          className="typed-name"
          label={panel.displayName}
          maxLength={200}
          autoComplete="name"
          value={typed.displayName}
          onChange={(event) => change({ displayName: event.currentTarget.value })}
        />
        <LookupView lookup={lookup} providers={props.providers} onChoose={props.onChoose} />
      </div>
      {(["incoming", "outgoing"] as const).map((kind) => (
        <ServerInputs
          key={kind}
          kind={kind}
          server={typed[kind]}
          refused={refused}
          onChange={(server) => change({ [kind]: server })}
        />
      ))}
      <div className="fields-row two">
        <TextInput
          label={panel.userName}
          placeholder={typed.address}
          maxLength={320}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed.userName}
          error={refused?.field("userName", t)}
          onChange={(event) => change({ userName: event.currentTarget.value })}
        />
        <PasswordField
          label={byHand.password}
          required
          maxLength={1000}
          // Never the one that the browser has stored for Twinbox itself: it would be sent to the mail server.
          autoComplete="new-password"
          value={typed.password}
          error={refused?.field("password", t)}
          onChange={(event) => change({ password: event.currentTarget.value })}
        />
      </div>
      <div className="hand-foot">
        <p className="dim flush small">{byHand.promise}</p>
        <Button variant="default" onClick={tryOut} loading={test.running} disabled={busy && !test.running}>
          {byHand.test}
        </Button>
      </div>
      {test.error !== null && refused === null && <TriesProblem error={test.error} />}
      {test.result !== null && <TestView test={test.result} running={test.running} />}
    </form>
  );
}

function useFilledIn(found: FoundSettings | null, setTyped: Dispatch<SetStateAction<Typed>>): void {
  const before = useRef<Filled>(NOTHING_FILLED);
  useEffect(() => {
    if (found === null) return;
    const [last, now] = [before.current, filledBy(found)];
    before.current = now;
    setTyped((typed) => fillIn(typed, last, now));
  }, [found, setTyped]);
}

/** Too many tries are told in the page's language; all else says what it is. */
function TriesProblem({ error }: { readonly error: unknown }) {
  const t = useAllTexts();
  if (problemOf(error).code !== "too_many_tries") return <ProblemNotice error={error} />;
  return (
    <div role="alert">
      <Notice kind="warning">{t.byHand.tooManyTries}</Notice>
    </div>
  );
}

function useConnectByHand() {
  const client = useQueryClient();
  return useMutation({
    mutationKey: keys.connectByHand,
    mutationFn: (body: ReturnType<typeof settingsOf>) => call("connectByHand", { body }),
    onSuccess: async (attempt) => {
      client.setQueryData<EmailSettings>(keys.emailSettings, (old) => old && { ...old, attempt });
      await client.invalidateQueries({ queryKey: keys.emailSettings });
    },
  });
}
