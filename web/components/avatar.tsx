/** The first letters of a name on a colour that stays with the person. Decoration: the name stands beside it. */
interface AvatarProps {
  readonly id: string;
  readonly name: string;
  readonly size?: "tiny" | "small" | "normal" | "large";
}

const COLOURS = [
  "avatar-0",
  "avatar-1",
  "avatar-2",
  "avatar-3",
  "avatar-4",
  "avatar-5",
  "avatar-6",
  "avatar-7",
];

const SIZES = {
  tiny: "size-4.5 text-[0.5rem] rounded-full",
  small: "size-7 text-[0.6875rem] rounded-md",
  normal: "size-9 text-[0.8125rem] rounded-lg",
  large: "size-16 text-2xl rounded-2xl",
};

export function Avatar({ id, name, size = "normal" }: AvatarProps) {
  return (
    <span
      aria-hidden="true"
      className={`grid shrink-0 place-items-center font-semibold text-white select-none ${SIZES[size]} ${colourOf(id)}`}
    >
      {initials(name)}
    </span>
  );
}

function colourOf(id: string): string {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  // Neighbouring ids should not get neighbouring colours.
  return COLOURS[((hash * 2_654_435_761) >>> 0) % COLOURS.length] ?? "avatar-0";
}

/** One or two letters; by code points, so that no pair is torn. */
function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => word !== "");
  const first = Array.from(words[0] ?? "?")[0] ?? "?";
  const second = words.length > 1 ? (Array.from(words.at(-1) ?? "")[0] ?? "") : "";
  return (first + second).toLocaleUpperCase();
}
