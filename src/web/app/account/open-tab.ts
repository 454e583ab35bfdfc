/** Opens an empty tab at once, in the click, and sends it on when the address is known. Nothing else is ever done
 *  with that tab: what happens in it is learnt from the server. */
export function openTab(providerId: string): {
  readonly providerId: string;
  /** False when the browser blocked the tab. */
  readonly go: (url: string) => boolean;
  readonly drop: () => void;
} {
  const tab = window.open("about:blank", "_blank");
  // As `noopener` would: the pages there get no way back to this one.
  if (tab !== null) tab.opener = null;
  return {
    providerId,
    go: (url) => {
      if (tab === null) return false;
      tab.location.replace(new URL(url, location.href).href);
      return true;
    },
    drop: () => tab?.close(),
  };
}
