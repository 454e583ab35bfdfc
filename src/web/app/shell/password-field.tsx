import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { useTexts } from "../words/words-provider.tsx";

/** A password or secret, with an eye that the keyboard reaches too. */
export function PasswordField(props: PasswordInputProps) {
  const t = useTexts();
  return (
    <PasswordInput
      withAsterisk={false}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ "aria-label": t.common.showPassword }}
      {...props}
    />
  );
}
