import type { ComponentProps, MouseEvent } from "react";

type Variant = "primary" | "secondary" | "quiet";

type ButtonProps = ComponentProps<"button"> & {
  variant?: Variant | undefined;
  pending?: boolean | undefined;
  /** Not yet: like pending it stays focusable and refuses the press, but nothing is under way. */
  waiting?: boolean | undefined;
  pendingLabel?: string | undefined;
};

function swallow(event: MouseEvent): void {
  event.preventDefault();
}

function look(variant: Variant, className: string | undefined): string {
  return `button button-${variant}${className ? ` ${className}` : ""}`;
}

/**
 * A pending button stays focusable and refuses the press, so the focus of a keyboard user is not thrown back to
 * the top of the page. It also stops a second submission by Enter, which presses the form's first submit button.
 */
export function Button({
  variant = "primary",
  pending = false,
  waiting = false,
  pendingLabel,
  type = "submit",
  className,
  children,
  ...rest
}: ButtonProps) {
  const busy = (pending || waiting) && { "aria-disabled": true, onClick: swallow };
  return (
    <button
      {...rest}
      {...busy}
      data-pending={pending ? "" : undefined}
      type={type}
      className={look(variant, className)}
    >
      {pending && pendingLabel ? pendingLabel : children}
    </button>
  );
}

type ButtonLinkProps = ComponentProps<"a"> & { href: string; variant?: Variant | undefined };

/** A plain link: a full page load asks the server's guards again and costs no JavaScript. */
export function ButtonLink({ variant = "primary", className, children, ...rest }: ButtonLinkProps) {
  return (
    <a {...rest} className={look(variant, className)}>
      {children}
    </a>
  );
}
