import { EmptyState } from "../shell/empty-state.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { singleKeysOn } from "./act-keys.ts";

/** Where a message is read, while none is. */
export function NoneOpen() {
  const { mail } = useTexts();
  return (
    <EmptyState icon="inbox" title={mail.noneOpenTitle}>
      {singleKeysOn() ? `${mail.noneOpen} ${mail.noneOpenKeys}` : mail.noneOpen}
    </EmptyState>
  );
}
