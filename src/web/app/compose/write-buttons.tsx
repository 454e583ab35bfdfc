// The ways into a compose window from the mail page.
import { ActionIcon, Button } from "@mantine/core";
import { Icon } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";

export function NewMessageButton({ onPress }: { readonly onPress: () => void }) {
  const t = useTexts();
  return (
    <div className="new-message">
      <Button
        fullWidth
        leftSection={<Icon name="pencil" size={16} />}
        aria-keyshortcuts="c"
        onClick={onPress}
      >
        {t.compose.newMessage}
      </Button>
    </div>
  );
}

/** Where the folders aren't shown. */
export function NewMessageIcon({ onPress }: { readonly onPress: () => void }) {
  const t = useTexts();
  return (
    <ActionIcon
      className="new-message-icon"
      variant="filled"
      size="lg"
      aria-label={t.compose.newMessage}
      aria-keyshortcuts="c"
      onClick={onPress}
    >
      <Icon name="pencil" />
    </ActionIcon>
  );
}
