import { Button, Modal, Switch, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Notice } from "../account/notice.tsx";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemError } from "../problem-error.ts";
import { CopyButton } from "../shell/copy-button.tsx";
import { CopyField } from "../shell/copy-field.tsx";
import { useNotice } from "../shell/notices.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import type { AllTexts } from "../words/load-texts.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { CloudFields, cloudBody, typedCloud } from "./cloud-fields.tsx";
import { CredentialFields } from "./credential-fields.tsx";
import type { AdminProvider } from "./providers-page.tsx";
import { credentialBody, typedCredential } from "./typed-credential.ts";

interface Props {
  readonly kind: AdminProvider["kind"];
  readonly provider: AdminProvider | null;
  readonly onClose: () => void;
}

export function ProviderForm(props: Props) {
  const t = useAllTexts();
  const small = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  // Saved from here the first time: the redirect URI and the permissions come with the answer.
  const [saved, setSaved] = useState(props.provider);
  const { addMicrosoft, addGoogle, addImap } = t.providers;
  const title = { microsoft: addMicrosoft, google: addGoogle, imap: addImap }[props.kind];
  const service = props.kind === "imap" ? null : t.providers.services[props.kind];
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={saved === null ? title : t.providers.editOf(saved.name)}
      size="lg"
      fullScreen={small}
      closeButtonProps={{ "aria-label": t.common.close }}
      closeOnClickOutside={false}
    >
      <div className="stack">
        {service !== null && (
          <details className="hint" open={props.provider === null}>
            <summary className="strong">{service.stepsTitle}</summary>
            <ol className="steps">
              {service.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
            <a
              className="text-link"
              href={`/guides/${props.kind}.md`}
              target="_blank"
              rel="noopener noreferrer"
            >
              {t.registration.guide}
            </a>
          </details>
        )}
        <Fields {...props} provider={saved} onSaved={setSaved} />
      </div>
    </Modal>
  );
}

function Fields(props: Props & { readonly onSaved: (provider: AdminProvider) => void }) {
  const t = useAllTexts();
  const notice = useNotice();
  const client = useQueryClient();
  const { kind, provider } = props;
  const service = kind === "imap" ? null : t.providers.services[kind];
  const hasTenant = kind === "microsoft";
  const [name, setName] = useState(provider?.name ?? service?.defaultName ?? t.providers.kinds.imap);
  const [clientId, setClientId] = useState(provider?.clientId ?? "");
  const [credential, setCredential] = useState(() => typedCredential(provider));
  const [tenant, setTenant] = useState(provider?.tenant ?? "organizations");
  const [cloud, setCloud] = useState(() => typedCloud(provider));
  const [enabled, setEnabled] = useState(provider?.enabled ?? true);
  const save = useMutation({
    mutationFn: (usersSignInAgain: boolean) => {
      const body = {
        kind,
        name: name.trim(),
        enabled,
        clientId: service === null ? null : clientId.trim(),
        tenant: hasTenant ? tenant.trim() : null,
        ...(hasTenant ? cloudBody(cloud) : {}),
        ...(service === null ? {} : withCredential(credentialBody(credential, provider))),
        usersSignInAgain,
      };
      return provider === null
        ? call("createProvider", { body })
        : call("saveProvider", { params: { providerId: provider.id }, body });
    },
    onSuccess: async (answer) => {
      setCredential(typedCredential(answer));
      notice(t.providers.saved);
      await client.invalidateQueries({ queryKey: keys.providers });
      // One that people sign in at isn't finished yet: its redirect URI must be copied from here.
      if (service !== null && provider === null) props.onSaved(answer);
      else props.onClose();
    },
  });
  const refused = save.error instanceof ProblemError ? save.error : null;
  const known = ["name", "clientId", "tenant", "cloud"];
  const isAtField = refused?.problem.errors?.some(
    ({ field }) => known.includes(field) || /^(?:hosts|credential)\./.test(field),
  );
  const asks = refused?.problem.code === "sign_in_again";
  function submit(event: FormEvent): void {
    event.preventDefault();
    save.mutate(false);
  }
  return (
    <form className="stack" onSubmit={submit}>
      {save.isError && isAtField !== true && !asks && <ProblemNotice error={save.error} />}
      {asks && (
        <Notice
          kind="warning"
          title={t.registration.signInAgainTitle}
          action={<Button onClick={() => save.mutate(true)}>{t.registration.saveAnyway}</Button>}
        >
          {t.registration.signInAgain(t.providers.mailboxes(provider?.mailboxes ?? 0))}
        </Notice>
      )}
      <TextInput
        label={t.providers.name}
        description={t.providers.nameHint}
        required
        withAsterisk={false}
        maxLength={100}
        value={name}
        error={refused?.field("name", t)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {service !== null && (
        <>
          {hasTenant && <CloudFields value={cloud} refused={refused} onChange={setCloud} />}
          <TextInput
            label={t.providers.clientId}
            description={service.clientIdHint}
            required
            withAsterisk={false}
            maxLength={200}
            autoComplete="off"
            value={clientId}
            error={refused?.field("clientId", t)}
            onChange={(event) => setClientId(event.currentTarget.value)}
          />
          {hasTenant && (
            <TextInput
              label={t.providers.tenant}
              description={t.providers.tenantHint}
              required
              withAsterisk={false}
              maxLength={200}
              value={tenant}
              error={refused?.field("tenant", t)}
              onChange={(event) => setTenant(event.currentTarget.value)}
            />
          )}
          <CredentialFields
            {...{ provider, refused, secretHint: service.secretHint, takesCertificates: hasTenant }}
            value={credential}
            onChange={setCredential}
            onMade={props.onSaved}
          />
          <Registration service={service} provider={provider} />
        </>
      )}
      {service === null && <p className="dim flush">{t.providers.imapNote}</p>}
      <Switch
        label={t.providers.enabled}
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      <div className="actions end form-foot">
        <Button variant="default" onClick={props.onClose}>
          {provider === null ? t.common.cancel : t.common.close}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t.common.save}
        </Button>
      </div>
    </form>
  );
}

function withCredential(credential: ReturnType<typeof credentialBody>) {
  return credential === undefined ? {} : { credential };
}

/** What has to be entered at the sign-in service. */
function Registration(props: {
  readonly service: AllTexts["providers"]["services"]["microsoft"];
  readonly provider: AdminProvider | null;
}) {
  const t = useAllTexts();
  const { service, provider } = props;
  const { redirectUris = [], permissions = [] } = provider ?? {};
  const [redirectUri, approvalUri] = redirectUris;
  if (redirectUri === undefined) return <p className="flush dim">{t.providers.registrationLater}</p>;
  return (
    <>
      <CopyField label={t.providers.redirectUri} description={service.redirectHint} value={redirectUri} />
      {approvalUri !== undefined && <CopyField label={t.providers.approvalUri} value={approvalUri} />}
      <section className="permissions" aria-label={t.providers.permissions}>
        <div className="permissions-head">
          <span className="label">{t.providers.permissions}</span>
          <CopyButton text={permissions.join("\n")} label={t.common.copy} />
        </div>
        <p className="dim flush small">{service.permissionsHint}</p>
        <ul>
          {permissions.map((permission) => (
            <li key={permission}>
              <code>{permission}</code>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
