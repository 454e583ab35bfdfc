import { Outlet } from "@tanstack/react-router";
import { NoticeProvider } from "./notices.tsx";

export function RootLayout() {
  return (
    <NoticeProvider>
      <Outlet />
    </NoticeProvider>
  );
}
