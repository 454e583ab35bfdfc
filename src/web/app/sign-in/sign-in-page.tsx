import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { call } from "../call.ts";
import { ownPath } from "../own-path.ts";
import { problemOf, problemText } from "../problem-error.ts";
import { useBecome } from "../session.ts";
import { PasswordField } from "../shell/password-field.tsx";
import { useTitle } from "../shell/use-title.ts";
import { useTexts } from "../words/words-provider.tsx";
import { DoorCard } from "./door-card.tsx";

export function SignInPage() {
  const t = useTexts();
  const { to } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const become = useBecome();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  useTitle(t.signIn.title);
  const signIn = useMutation({
    mutationFn: () => call("signIn", { body: { email: email.trim(), password } }),
    onSuccess: async (session) => {
      become(session);
      await navigate({ href: ownPath(to), replace: true });
    },
    onError: () => setPassword(""),
  });
  const problem = signIn.isError ? problemOf(signIn.error) : null;
  let refusal: string | null = null;
  if (problem?.status === 401) refusal = t.signIn.failed;
  else if (problem !== null) refusal = problemText(problem, t);
  function submit(event: FormEvent): void {
    event.preventDefault();
    signIn.mutate();
  }
  return (
    <DoorCard title={t.signIn.title}>
      <form className="stack" onSubmit={submit}>
        {refusal !== null && (
          <p className="refusal" role="alert">
            {refusal}
          </p>
        )}
        <TextInput
          label={t.signIn.email}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordField
          label={t.signIn.password}
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" fullWidth loading={signIn.isPending}>
          {t.signIn.submit}
        </Button>
      </form>
    </DoorCard>
  );
}
