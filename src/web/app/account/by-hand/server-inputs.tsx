import { Select, TextInput } from "@mantine/core";
import type { ProblemError } from "../../problem-error.ts";
import { useAllTexts } from "../../words/words-provider.tsx";
import { isThisMachine, type Security, type TypedServer, withSecurity } from "./typed-settings.ts";

const HOST = String.raw`[\p{L}\p{N}._:\-]+`;

/** Name, port and security of one server. Who has no server for sending leaves its name empty. */
export function ServerInputs(props: {
  readonly kind: "incoming" | "outgoing";
  readonly server: TypedServer;
  readonly refused: ProblemError | null;
  /** How the server calls it where it refuses; absent: as its kind. */
  readonly field?: string;
  /** Absent: who sends nothing leaves it out. */
  readonly required?: boolean;
  readonly onChange: (server: TypedServer) => void;
}) {
  const t = useAllTexts();
  const { byHand, panel } = t;
  const { kind, server, refused, onChange, field = kind } = props;
  const required = props.required ?? kind === "incoming";
  const needed = required || server.host.trim() !== "";
  const kinds: readonly Security[] =
    isThisMachine(server.host) || server.security === "none"
      ? ["implicit", "starttls", "none"]
      : ["implicit", "starttls"];
  return (
    <fieldset className="fields-group">
      <legend className="fields-legend">{panel[kind]}</legend>
      <div className="fields-row server">
        <TextInput
          label={panel.server}
          required={required}
          pattern={HOST}
          title={byHand.hostHint}
          withAsterisk={false}
          maxLength={253}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={server.host}
          error={refused?.field(`${field}.host`, t)}
          onChange={(event) => onChange({ ...server, host: event.currentTarget.value })}
        />
        <TextInput
          label={panel.port}
          required={needed}
          withAsterisk={false}
          inputMode="numeric"
          pattern="[0-9]{1,5}"
          autoComplete="off"
          value={server.port}
          error={refused?.field(`${field}.port`, t)}
          onChange={(event) => onChange({ ...server, port: event.currentTarget.value })}
        />
        <Select
          label={panel.security}
          data={kinds.map((value) => ({ value, label: panel.securityKinds[value] }))}
          value={server.security}
          allowDeselect={false}
          checkIconPosition="right"
          onChange={(security) => onChange(withSecurity(kind, server, security as Security))}
        />
      </div>
    </fieldset>
  );
}
