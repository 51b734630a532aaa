import type { ReactNode } from "react";

type AlertProps = {
  tone: "error" | "notice" | "success";
  title?: string | undefined;
  children: ReactNode;
  action?: ReactNode;
};

/** What happened, and what to do. An error interrupts a screen reader; the other tones wait their turn. */
export function Alert({ tone, title, children, action }: AlertProps) {
  return (
    <div role={tone === "error" ? "alert" : "status"} className={`alert alert-${tone}`}>
      {title ? <p className="alert-title">{title}</p> : null}
      <div className="alert-text">{children}</div>
      {action ? <div className="alert-action">{action}</div> : null}
    </div>
  );
}
