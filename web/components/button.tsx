import type { ButtonHTMLAttributes } from "react";

const LOOKS = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong font-semibold px-4",
  danger: "bg-danger text-surface hover:opacity-90 font-semibold px-4",
  plain: "text-ink hover:bg-hover font-medium px-4",
  outline: "border border-field-line text-ink hover:bg-hover font-medium px-4",
  quiet: "text-ink-soft hover:bg-hover hover:text-ink",
} as const;

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: keyof typeof LOOKS;
}

/** A target of at least 44 px, whatever it looks like. */
export function Button({ look = "plain", className = "", ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`inline-flex min-h-11 min-w-11 items-center justify-center gap-2 rounded-lg transition-colors disabled:opacity-60 aria-disabled:opacity-60 ${LOOKS[look]} ${className}`}
    />
  );
}
