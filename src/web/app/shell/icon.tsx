// The few icons in use, drawn on a grid of 20 with one stroke width. Decoration: the button has the name.
const PATHS = {
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  search: "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM13.2 13.2 17 17",
  back: "M11.5 4.5 6 10l5.5 5.5",
  close: "M5 5l10 10M15 5 5 15",
  inbox: "M3 11.5 5.2 4.5h9.6L17 11.5v4H3zM3 11.5h4c.3 1.5 1.4 2.3 3 2.3s2.7-.8 3-2.3h4",
  sent: "M3.5 9.8 16.5 4l-4 12.5-3-5zM9.5 11.5l3-3.2",
  drafts: "M4 16l.8-3.5L13 4.3a1.5 1.5 0 0 1 2.2 0l.5.5a1.5 1.5 0 0 1 0 2.2L7.5 15.2z",
  archive: "M3 4.5h14v3.2H3zM4.2 7.7v7.8h11.6V7.7M8 10.5h4",
  junk: "M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM5.5 5.5l9 9",
  deleted: "M4 6h12M8 6V4h4v2M5.5 6l.7 10.5h7.6L14.5 6M8.5 9v4.5M11.5 9v4.5",
  folder: "M3 5.2h5l1.5 2H17v8.3H3z",
  clip: "M14.5 9.2 9.7 14a3 3 0 0 1-4.3-4.3l5.8-5.7a2 2 0 0 1 2.9 2.9l-5.6 5.5a1 1 0 0 1-1.5-1.4l4.7-4.6",
  flag: "M5 17V3.5M5 4h9.5l-2 3.3 2 3.2H5",
  reply: "M8 5 3.5 9.3 8 13.5M3.5 9.3h7c3.5 0 5.5 2 6 5.7",
  replyAll: "M10.5 5 6 9.3l4.5 4.2M7 5 2.5 9.3 7 13.5M6 9.3h5c3.5 0 5.5 2 6 5.7",
  forward: "M12 5l4.5 4.3L12 13.5M16.5 9.3h-7c-3.5 0-5.5 2-6 5.7",
  chevron: "M6 8l4 4 4-4",
  check: "M4 10.5 8.2 14.5 16 6",
  alert: "M10 3.2 17.5 16.5h-15zM10 8v4M10 14.2v.3",
  info: "M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM10 9.2v4M10 6.7v.3",
  plus: "M10 4v12M4 10h12",
  copy: "M7 7h9v9.5H7zM4 13V3.5h9",
  external: "M8 5H4.5v10.5H15V12M11.5 4.5h4v4M15.5 4.5 9 11",
  link: "M4 10h12M12 6l4 4-4 4M8 14l-4-4 4-4",
  move: "M3 13.5V5.2h5l1.5 2H17v8.3h-7M3.5 15.5h4.5M6 13l2.5 2.5L6 18",
  read: "M3 8.2 10 3.5l7 4.7v8H3zM3 8.5l7 4.5 7-4.5",
  unread: "M3 5h14v10.5H3zM3 5.5l7 5.5 7-5.5",
  more: "M10 4.8v.4M10 9.8v.4M10 14.8v.4",
  pencil: "M4 16l.8-3.5L13 4.3a1.5 1.5 0 0 1 2.2 0l.5.5a1.5 1.5 0 0 1 0 2.2L7.5 15.2z",
  bold: "M6 4.5h4.7a2.7 2.7 0 0 1 0 5.4H6zM6 9.9h5.4a2.8 2.8 0 0 1 0 5.6H6z",
  italic: "M9 4.5h5M6 15.5h5M11.5 4.5l-3 11",
  bullets: "M7.5 5.5H17M7.5 10H17M7.5 14.5H17M3.5 5.5h.2M3.5 10h.2M3.5 14.5h.2",
  numbers:
    "M8.5 5.5H17M8.5 10H17M8.5 14.5H17M3.2 4.6 4.4 4v3.5M3 12.8c.8-.9 2.4-.6 2.2.4-.1.8-1.4 1.3-2.2 2.2h2.3",
  quote: "M8.5 6C6 6.8 4.8 8.6 4.8 11.2v2.3h3.6v-3.3H6.6M15.7 6C13.2 6.8 12 8.6 12 11.2v2.3h3.6v-3.3h-1.8",
  chain:
    "M8.3 11.7a3 3 0 0 0 4.3 0l2.8-2.8a3 3 0 0 0-4.3-4.3L10 5.7M11.7 8.3a3 3 0 0 0-4.3 0l-2.8 2.8a3 3 0 0 0 4.3 4.3l1.1-1.1",
  minimise: "M5 14.5h10",
  raise: "M5 12.5 10 7.5l5 5",
  eye: "M2.5 10c2-3.3 4.5-5 7.5-5s5.5 1.7 7.5 5c-2 3.3-4.5 5-7.5 5s-5.5-1.7-7.5-5zM10 7.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6z",
  closedEye:
    "M3.5 3.5l13 13M6 6.1C4.7 7 3.5 8.3 2.5 10c2 3.3 4.5 5 7.5 5 1.2 0 2.4-.3 3.4-.8M9 5.1c.3-.1.7-.1 1-.1 3 0 5.5 1.7 7.5 5-.5.9-1.1 1.6-1.7 2.3",
  lock: "M4.5 9h11v7.5h-11zM7 9V6.5a3 3 0 0 1 6 0V9",
  incoming: "M15 5 5.5 14.5M5.5 7.5v7h7",
  outgoing: "M5 15l9.5-9.5M7.5 5.5h7v7",
  keyboard: "M2.5 5h15v10h-15zM5.5 8h.2M8.5 8h.2M11.5 8h.2M14.5 8h.2M6.5 12h7",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      className="icon"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
