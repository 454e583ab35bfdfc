/** Two boxes that are one: the sign of Twinbox. Decoration; the name stands beside it. */
export function Mark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect x="2" y="5" width="19" height="15" rx="4" fill="#91abee" />
      <rect x="10" y="11" width="20" height="16" rx="4" fill="#2f57bd" />
      <path
        d="M13.5 16l6.5 4.8 6.5-4.8"
        fill="none"
        stroke="#fff"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
