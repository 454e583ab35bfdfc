// Every setting of the mailbox: filled in and read-only while it is connected, empty before and after. Whoever signs in
// elsewhere types none of them, so empty ones are no stops for Tab either; by-hand has the fields to type in.
import { TextInput } from "@mantine/core";
import { useAllTexts } from "../words/words-provider.tsx";
import type { Mailbox } from "./use-email-settings.ts";

export function ConnectionFields({ mailbox }: { readonly mailbox: Mailbox | null }) {
  const t = useAllTexts();
  const { panel } = t;
  return (
    <div className="fields">
      <div className="fields-row two">
        <Field label={panel.address} value={mailbox?.address} />
        <Field label={panel.displayName} value={mailbox?.displayName} />
      </div>
      <ServerFields label={panel.incoming} server={mailbox?.incoming ?? null} />
      <ServerFields
        label={panel.outgoing}
        server={mailbox?.outgoing ?? null}
        absent={mailbox !== null && mailbox.outgoing === null}
      />
      <div className="fields-row two">
        <Field label={panel.userName} value={mailbox?.userName} />
        <Field
          label={panel.authentication}
          value={mailbox === null ? undefined : panel.authenticationKinds[mailbox.authentication]}
        />
      </div>
      <p className="dim flush small">
        {mailbox === null
          ? panel.fieldsLater
          : mailbox.authentication === "password"
            ? t.byHand.readOnly
            : panel.setBy(mailbox.providerName)}
        {mailbox?.setUpBy === "administrator" && ` ${t.organisation.setUp}`}
      </p>
    </div>
  );
}

function ServerFields(props: {
  readonly label: string;
  readonly server: Mailbox["incoming"] | null;
  readonly absent?: boolean;
}) {
  const t = useAllTexts();
  const { panel } = t;
  const { server } = props;
  return (
    <fieldset className="fields-group">
      <legend className="fields-legend">{props.label}</legend>
      <div className="fields-row server">
        <Field label={panel.server} value={props.absent === true ? panel.noOutgoing : server?.host} />
        <Field label={panel.port} value={server === null ? undefined : String(server.port)} />
        <Field
          label={panel.security}
          value={server === null ? undefined : panel.securityKinds[server.security]}
        />
      </div>
    </fieldset>
  );
}

function Field(props: { readonly label: string; readonly value: string | undefined }) {
  const { label, value = "" } = props;
  return (
    <TextInput label={label} value={value} title={value} readOnly disabled={value === ""} variant="filled" />
  );
}
