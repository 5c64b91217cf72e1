"use client";

import type { InputHTMLAttributes, ReactNode, Ref } from "react";
import { useId } from "react";

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly rule?: string | undefined;
  /** What is wrong and what to do; empty when all is well. */
  readonly error: string;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly trailing?: ReactNode;
}

/** A labelled input with its rule and its error, tied together for those who cannot see them. */
export function Field({ label, rule, error, inputRef, trailing, ...rest }: FieldProps) {
  const id = useId();
  const described = [rule === undefined ? "" : `${id}-rule`, error === "" ? "" : `${id}-error`]
    .filter((part) => part !== "")
    .join(" ");
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          {...rest}
          id={id}
          ref={inputRef}
          aria-invalid={error !== ""}
          aria-describedby={described === "" ? undefined : described}
          className={`bg-surface h-11 w-full rounded-lg border px-3 text-base outline-offset-0 ${
            error === "" ? "border-field-line" : "border-danger"
          } ${trailing === undefined ? "" : "pe-12"}`}
        />
        {trailing}
      </div>
      {rule !== undefined && (
        <p id={`${id}-rule`} className="text-ink-soft text-sm">
          {rule}
        </p>
      )}
      <p id={`${id}-error`} role="alert" className="text-danger text-sm empty:hidden">
        {error}
      </p>
    </div>
  );
}
