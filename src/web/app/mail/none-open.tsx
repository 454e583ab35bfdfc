import { EmptyState } from "../shell/empty-state.tsx";
import { useTexts } from "../words/words-provider.tsx";

/** Where a message is read, while none is. */
export function NoneOpen() {
  const { mail } = useTexts();
  return (
    <EmptyState icon="inbox" title={mail.noneOpenTitle}>
      {`${mail.noneOpen} ${mail.noneOpenKeys}`}
    </EmptyState>
  );
}
