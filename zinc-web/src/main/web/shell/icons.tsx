import type { ComponentChildren, JSX } from "preact";

export type Icon = (properties: { size?: number }) => JSX.Element;

function icon(paths: ComponentChildren): Icon {
  return ({ size = 20 }) => (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {paths}
    </svg>
  );
}

export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const SearchIcon = icon(
  <>
    <circle cx="11" cy="11" r="6.5" />
    <path d="m20 20-4.2-4.2" />
  </>,
);
export const PencilIcon = icon(<path d="M4 20h4L19.2 8.8a2.1 2.1 0 0 0-3-3L5 17v3M14.5 7.5l3 3" />);
export const TrashIcon = icon(<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l.8 12.5h9.4L17.5 7M10 11v5M14 11v5" />);
export const CloseIcon = icon(<path d="m6 6 12 12M18 6 6 18" />);
export const BackIcon = icon(<path d="m14.5 5.5-6.5 6.5 6.5 6.5" />);
export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4" />
  </>,
);
export const MoonIcon = icon(<path d="M20 14.2A8.2 8.2 0 0 1 9.8 4a8.2 8.2 0 1 0 10.2 10.2Z" />);
export const SystemThemeIcon = icon(
  <>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 4a8 8 0 0 1 0 16Z" fill="currentColor" />
  </>,
);
export const TextIcon = icon(
  <>
    <path d="M6.5 3.5h7.5l4 4v13h-11.5z" />
    <path d="M9.5 11h5.5M9.5 14h5.5M9.5 17h3.5" />
  </>,
);
export const DataIcon = icon(
  <path d="M9 4.5c-2.2 0-2.8 1-2.8 3v1.8c0 1.7-.7 2.7-2.2 2.7 1.5 0 2.2 1 2.2 2.7v1.8c0 2 .6 3 2.8 3M15 4.5c2.2 0 2.8 1 2.8 3v1.8c0 1.7.7 2.7 2.2 2.7-1.5 0-2.2 1-2.2 2.7v1.8c0 2-.6 3-2.8 3" />,
);
export const BoxIcon = icon(<path d="m12 3.5 7.5 4.2v8.6L12 20.5l-7.5-4.2V7.7zM4.8 7.8 12 12l7.2-4.2M12 12v8.3" />);
export const HistoryIcon = icon(<path d="M4 12a8 8 0 1 0 2.6-5.9L4 8.5M4 4v4.5h4.5M12 7.5V12l3.2 2" />);
export const WarnIcon = icon(<path d="M12 4 3 19.5h18zM12 10v4.5M12 17.2v.1" />);
export const CheckIcon = icon(<path d="m5 12.5 4.5 4.5L19 7.5" />);
export const LockIcon = icon(
  <>
    <rect x="5.5" y="10.5" width="13" height="9" rx="2" />
    <path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5" />
  </>,
);
export const KeyIcon = icon(
  <>
    <circle cx="8" cy="15.5" r="4" />
    <path d="m11 12.5 8-8M16 7.5l2.5 2.5" />
  </>,
);
export const TreeIcon = icon(
  <>
    <rect x="9" y="3.5" width="6" height="5" rx="1.3" />
    <rect x="3" y="15.5" width="6" height="5" rx="1.3" />
    <rect x="15" y="15.5" width="6" height="5" rx="1.3" />
    <path d="M12 8.5V12M6 15.5V12h12v3.5" />
  </>,
);
export const TableIcon = icon(
  <>
    <rect x="3.5" y="4.5" width="17" height="15" rx="2" />
    <path d="M3.5 9.5h17M9.5 9.5v10" />
  </>,
);
export const RestoreIcon = icon(<path d="M9 14 4.5 9.5 9 5M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3.5" />);
export const CopyIcon = icon(
  <>
    <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
    <path d="M15.5 8.5v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2" />
  </>,
);
export const PlugOffIcon = icon(
  <path d="M4 4l16 16M8.5 5v2.5M15.5 5v4M6.5 9.5v2a5.5 5.5 0 0 0 8 4.9M17.5 11.5v-2H13M12 17v3.5" />,
);
