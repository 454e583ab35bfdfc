// A one-time link: `#operator=<token>` for the first operator, `#invite=<token>` for everybody else. The token is
// in the fragment, which no server and no log sees, and leaves the address bar at once.
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { call } from "../call.ts";
import { ProblemError, problemOf, problemText } from "../problem-error.ts";
import { useBecome } from "../session.ts";
import { PasswordField } from "../shell/password-field.tsx";
import { useTitle } from "../shell/use-title.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { DoorCard } from "./door-card.tsx";

const PASSWORD_MIN = 10;

interface Invitation {
  readonly kind: "operator" | "invite";
  readonly token: string;
}

function readFragment(): Invitation | null {
  const found = /^#(operator|invite)=([\w-]{20,200})$/.exec(location.hash);
  if (found === null) return null;
  return { kind: found[1] as Invitation["kind"], token: found[2] ?? "" };
}

export function WelcomePage() {
  const t = useAllTexts();
  const [invitation] = useState(readFragment);
  useTitle(t.welcome.title);
  useEffect(() => history.replaceState(history.state, "", location.pathname), []);
  if (invitation === null) {
    return (
      <DoorCard title={t.welcome.title}>
        <p className="refusal" role="alert">
          {t.welcome.noToken}
        </p>
      </DoorCard>
    );
  }
  const lead = invitation.kind === "operator" ? t.welcome.operator : t.welcome.invited;
  return (
    <DoorCard title={t.welcome.title} lead={lead}>
      <WelcomeForm invitation={invitation} />
    </DoorCard>
  );
}

function WelcomeForm({ invitation }: { readonly invitation: Invitation }) {
  const t = useAllTexts();
  const navigate = useNavigate();
  const become = useBecome();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tooShort, setTooShort] = useState(false);
  const first = invitation.kind === "operator";
  const open = useMutation({
    mutationFn: () =>
      call("welcome", {
        body: {
          token: invitation.token,
          password,
          ...(first ? { name: name.trim(), email: email.trim() } : {}),
        },
      }),
    onSuccess: async (session) => {
      become(session);
      await navigate({ to: "/", replace: true });
    },
  });
  const refused = open.error instanceof ProblemError ? open.error : null;
  function submit(event: FormEvent): void {
    event.preventDefault();
    setTooShort(password.length < PASSWORD_MIN);
    if (password.length >= PASSWORD_MIN) open.mutate();
  }
  return (
    <form className="stack" onSubmit={submit} noValidate={false}>
      {open.isError && (
        <p className="refusal" role="alert">
          {refused?.problem.status === 410 ? t.welcome.used : problemText(problemOf(open.error), t)}
        </p>
      )}
      {first && (
        <>
          <TextInput
            label={t.welcome.name}
            autoComplete="name"
            required
            withAsterisk={false}
            value={name}
            error={refused?.field("name", t)}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t.welcome.email}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={email}
            error={refused?.field("email", t)}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
        </>
      )}
      <PasswordField
        label={t.welcome.password}
        description={t.welcome.passwordHint}
        autoComplete="new-password"
        required
        value={password}
        error={tooShort ? t.welcome.tooShort : refused?.field("password", t)}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" fullWidth loading={open.isPending}>
        {t.welcome.submit}
      </Button>
    </form>
  );
}
