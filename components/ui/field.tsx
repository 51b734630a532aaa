import type { ComponentProps } from "react";
import { described, FieldFrame, type FieldText } from "./field-frame";

export type InputProps = FieldText & Omit<ComponentProps<"input">, "name"> & { name: string };

/** One labelled line of text. The id is the name unless the page has two fields of one name. */
export function TextField({ label, hint, error, name, id = name, className, ...rest }: InputProps) {
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <span className="control-line">
        <input
          type="text"
          {...rest}
          {...described(id, { hint, error }, rest["aria-describedby"])}
          id={id}
          name={name}
          className={className ? `control ${className}` : "control"}
        />
      </span>
    </FieldFrame>
  );
}
