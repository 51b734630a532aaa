import type { ComponentProps } from "react";
import { TextField } from "@/components/ui/field";

/** A user name to be. */
export const NewUsernameField = (
  props: Omit<ComponentProps<typeof TextField>, "label"> & { label?: string },
) => (
  <TextField
    label="User name"
    hint="Letters, digits, full stops, hyphens and underscores."
    autoComplete="username"
    autoCapitalize="none"
    autoCorrect="off"
    spellCheck={false}
    required
    {...props}
  />
);
