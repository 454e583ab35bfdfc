import { createTheme, type MantineColorsTuple } from "@mantine/core";

const twin: MantineColorsTuple = [
  "#eef3ff",
  "#dce5fb",
  "#b8c9f4",
  "#91abee",
  "#7b9aea",
  "#5a80e5",
  "#4571de",
  "#3a63cd",
  "#2f57bd",
  "#234aa6",
];

/** A little blue in the greys of the dark scheme, so that they belong to the accent. */
const dark: MantineColorsTuple = [
  "#e4e7ee",
  "#c3c9d5",
  "#a2abbb",
  "#7d8797",
  "#3d4452",
  "#2a2f3a",
  "#22262f",
  "#1a1d24",
  "#16181e",
  "#101217",
];

export const theme = createTheme({
  colors: { twin, dark },
  primaryColor: "twin",
  // The eighth shade, because white on a lighter one fails WCAG 1.4.3.
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: "md",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  headings: { fontWeight: "650" },
  cursorType: "pointer",
  respectReducedMotion: true,
  // Their heads are <header> elements, which outside a sectioning element would be banners beside the page's own.
  components: {
    Modal: { defaultProps: { attributes: { header: { role: "presentation" } } } },
    Drawer: { defaultProps: { attributes: { header: { role: "presentation" } } } },
  },
});
