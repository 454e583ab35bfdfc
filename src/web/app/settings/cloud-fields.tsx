// In which cloud Microsoft is, and where everything is in a cloud of one's own.
import { Select, TextInput } from "@mantine/core";
import type { BodyOf } from "../../../api/operations.ts";
import { ServerInputs } from "../account/by-hand/server-inputs.tsx";
import { serverOf, type TypedServer } from "../account/by-hand/typed-settings.ts";
import type { ProblemError } from "../problem-error.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import type { AdminProvider } from "./providers-page.tsx";

type Cloud = AdminProvider["cloud"];
const CLOUDS: readonly Cloud[] = ["worldwide", "gccHigh", "dod", "china", "own"];

export interface TypedCloud {
  readonly cloud: Cloud;
  readonly authority: string;
  readonly imap: TypedServer;
  readonly smtp: TypedServer;
  readonly mailResource: string;
  readonly graphResource: string;
}

export function typedCloud(provider: AdminProvider | null): TypedCloud {
  const hosts = provider?.hosts ?? null;
  return {
    cloud: provider?.cloud ?? "worldwide",
    authority: hosts?.authority ?? "",
    imap: hosts === null ? { host: "", port: "993", security: "implicit" } : typed(hosts.imap),
    smtp: hosts === null ? { host: "", port: "587", security: "starttls" } : typed(hosts.smtp),
    mailResource: hosts?.mailResource ?? "",
    graphResource: hosts?.graphResource ?? "",
  };
}

export function cloudBody(given: TypedCloud): Pick<BodyOf<"saveProvider">, "cloud" | "hosts"> {
  const { cloud, authority, imap, smtp, mailResource, graphResource } = given;
  if (cloud !== "own") return { cloud };
  const servers = { imap: serverOf(imap), smtp: serverOf(smtp) };
  return { cloud, hosts: { authority, ...servers, mailResource, graphResource } };
}

export function CloudFields(props: {
  readonly value: TypedCloud;
  readonly refused: ProblemError | null;
  readonly onChange: (value: TypedCloud) => void;
}) {
  const t = useAllTexts();
  const { registration } = t;
  const { value, refused, onChange } = props;
  const address = (name: "authority" | "mailResource" | "graphResource") => (
    <TextInput
      label={registration[name]}
      placeholder="https://"
      required
      withAsterisk={false}
      maxLength={300}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={value[name]}
      error={refused?.field(`hosts.${name}`, t)}
      onChange={(event) => onChange({ ...value, [name]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <Select
        label={registration.cloud}
        description={registration.cloudHint}
        data={CLOUDS.map((cloud) => ({ value: cloud, label: registration.clouds[cloud] }))}
        value={value.cloud}
        error={refused?.field("cloud", t)}
        allowDeselect={false}
        checkIconPosition="right"
        onChange={(cloud) => onChange({ ...value, cloud: cloud as Cloud })}
      />
      {value.cloud === "own" && (
        <div className="own-cloud">
          <p className="dim flush small">{registration.ownHint}</p>
          {address("authority")}
          <ServerInputs
            {...{ kind: "incoming", field: "hosts.imap", required: true, server: value.imap, refused }}
            onChange={(imap) => onChange({ ...value, imap })}
          />
          <ServerInputs
            {...{ kind: "outgoing", field: "hosts.smtp", required: true, server: value.smtp, refused }}
            onChange={(smtp) => onChange({ ...value, smtp })}
          />
          {address("mailResource")}
          {address("graphResource")}
        </div>
      )}
    </>
  );
}

function typed({ host, port, security }: NonNullable<AdminProvider["hosts"]>["imap"]): TypedServer {
  return { host, port: String(port), security };
}
