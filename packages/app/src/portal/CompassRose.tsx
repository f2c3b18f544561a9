/** The compass rose of a portolan chart, drawn for the dark sidebar; decorative. */
export const CompassRose = () => (
  <svg width="32" height="32" viewBox="0 0 64 64" aria-hidden="true">
    <circle
      cx="32"
      cy="32"
      r="24"
      fill="none"
      stroke="#e8f4f7"
      strokeWidth="3"
    />
    <path d="M32 2l7 30-7 30-7-30z" fill="#e8f4f7" />
    <path d="M32 2l7 30H25z" fill="#f2a541" />
  </svg>
);
