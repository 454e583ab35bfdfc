// With what Twinbox proves who it is: a client secret, or (Microsoft) a certificate whose key stays here.
import { Button, Checkbox, Radio, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import type { ProblemError } from "../problem-error.ts";
import { PasswordField } from "../shell/password-field.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import type { AdminProvider } from "./providers-page.tsx";
import type { TypedCredential } from "./typed-credential.ts";

type Certificate = NonNullable<AdminProvider["nextCertificate"]>;

interface Props {
  readonly provider: AdminProvider | null;
  readonly secretHint: string;
  readonly takesCertificates: boolean;
  readonly value: TypedCredential;
  readonly refused: ProblemError | null;
  readonly onChange: (value: TypedCredential) => void;
  /** A certificate was made. */
  readonly onMade: (provider: AdminProvider) => void;
}

export function CredentialFields(props: Props) {
  const t = useAllTexts();
  const { registration } = t;
  const { value, refused, onChange } = props;
  return (
    <>
      {props.takesCertificates && (
        <Radio.Group
          label={registration.credential}
          value={value.kind}
          error={refused?.field("credential.kind", t)}
          onChange={(kind) => onChange({ ...value, kind: kind as TypedCredential["kind"] })}
        >
          <div className="credential-kinds">
            <Radio value="secret" label={registration.secretKind} />
            <Radio value="certificate" label={registration.certificateKind} />
          </div>
        </Radio.Group>
      )}
      {value.kind === "secret" ? <SecretFields {...props} /> : <CertificateFields {...props} />}
    </>
  );
}

function SecretFields({ provider, secretHint, value, refused, onChange }: Props) {
  const t = useAllTexts();
  const { providers, registration } = t;
  const isStored = provider?.credential?.kind === "secret";
  return (
    <div className="secret-fields">
      <PasswordField
        label={providers.secret}
        description={isStored ? providers.secretStored : secretHint}
        required={!isStored}
        maxLength={2000}
        autoComplete="new-password"
        value={value.secret}
        error={refused?.field("credential.secret", t)}
        onChange={(event) => onChange({ ...value, secret: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={registration.expiresOn}
        description={registration.expiresOnHint}
        value={value.expiresOn}
        error={refused?.field("credential.expiresOn", t)}
        onChange={(event) => onChange({ ...value, expiresOn: event.currentTarget.value })}
      />
    </div>
  );
}

function CertificateFields({ provider, value, refused, onChange, onMade }: Props) {
  const t = useAllTexts();
  const { registration } = t;
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: (providerId: string) => call("makeCertificate", { params: { providerId } }),
    onSuccess: async (answer) => {
      onMade(answer);
      onChange({ ...value, usesNext: false });
      await client.invalidateQueries({ queryKey: keys.providers });
    },
  });
  const used = provider?.credential?.kind === "certificate" ? provider.credential : null;
  const next = provider?.nextCertificate ?? null;
  return (
    <div className="own-cloud">
      {make.isError && <ProblemNotice error={make.error} />}
      {provider === null && <p className="flush dim">{registration.madeAtSave}</p>}
      {used !== null && <CertificateView title={registration.certificateUsed} certificate={used} />}
      {used !== null && next === null && <p className="flush dim small">{registration.uploadHint}</p>}
      {next !== null && (
        <>
          <CertificateView title={registration.certificateNext} certificate={next} />
          <p className="flush dim small">{registration.uploadHint}</p>
          <Checkbox
            label={registration.useNext}
            checked={value.usesNext}
            onChange={(event) => onChange({ ...value, usesNext: event.currentTarget.checked })}
          />
        </>
      )}
      {provider !== null && (
        <div className="actions">
          <Button variant="default" loading={make.isPending} onClick={() => make.mutate(provider.id)}>
            {used === null && next === null ? registration.make : registration.makeAnother}
          </Button>
        </div>
      )}
      <details open={refused?.field("credential.pem", t) !== undefined || undefined}>
        <summary>{registration.paste}</summary>
        <Textarea
          label={registration.pem}
          description={registration.pemHint}
          rows={4}
          maxLength={20_000}
          autoComplete="off"
          spellCheck={false}
          value={value.pem}
          error={refused?.field("credential.pem", t)}
          onChange={(event) => onChange({ ...value, pem: event.currentTarget.value })}
        />
      </details>
    </div>
  );
}

function CertificateView(props: { readonly title: string; readonly certificate: Certificate }) {
  const { registration } = useAllTexts();
  const format = useFormat();
  const { thumbprint, expiresAt, pem } = props.certificate;
  return (
    <section className="certificate" aria-label={props.title}>
      <div>
        <p className="flush strong">{props.title}</p>
        <p className="flush small">
          {registration.thumbprint} <code>{thumbprint}</code>
        </p>
        <p className="flush small">{registration.validUntil(format.date(expiresAt))}</p>
      </div>
      <Button
        component="a"
        variant="default"
        href={`data:application/pkix-cert,${encodeURIComponent(pem)}`}
        download="twinbox.cer"
      >
        {registration.download}
      </Button>
    </section>
  );
}
