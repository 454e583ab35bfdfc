import { Outlet } from "@tanstack/react-router";
import { NoticeProvider } from "./notices.tsx";
import { useKeptFocus } from "./use-kept-focus.ts";

export function RootLayout() {
  useKeptFocus();
  return (
    <NoticeProvider>
      <Outlet />
    </NoticeProvider>
  );
}
