"use client";

import { useId } from "react";

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly detail?: string;
  readonly values: readonly Value[];
  readonly chosen: Value;
  readonly nameOf: (value: Value) => string;
  readonly onChoose: (value: Value) => void;
}

/** One of a few, all of them seen: radio buttons that look like one switch. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, detail, values, chosen, nameOf, onChoose } = props;
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="border-field-line bg-surface grid auto-cols-fr grid-flow-col gap-1 rounded-xl border p-1">
        {values.map((value) => (
          <label
            key={value}
            className="has-checked:bg-accent-wash hover:bg-hover text-ink-soft has-checked:text-ink has-focus-visible:outline-accent relative flex min-h-10 cursor-pointer items-center justify-center rounded-lg px-2 text-center text-sm font-medium has-checked:font-semibold has-focus-visible:outline-2"
          >
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === chosen}
              onChange={() => onChoose(value)}
              // Over its words, so that a touch on them is one on it.
              className="absolute inset-0 cursor-pointer appearance-none opacity-0"
            />
            {nameOf(value)}
          </label>
        ))}
      </div>
      {detail !== undefined && <p className="text-ink-soft text-sm">{detail}</p>}
    </fieldset>
  );
}
