import { TextInput } from "@mantine/core";
import { useTexts } from "../words/words-provider.tsx";
import { CopyButton } from "./copy-button.tsx";

export function CopyField(props: {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
}) {
  const t = useTexts();
  return (
    <div className="copy-field">
      <TextInput
        label={props.label}
        description={props.description}
        value={props.value}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton text={props.value} label={t.common.copy} />
    </div>
  );
}
