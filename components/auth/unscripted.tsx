import type { PinView } from "@/lib/challenges/view";

type UnscriptedProps = Readonly<{ path: string; view: PinView }>;

/**
 * What the page does by itself with script, without it: a link, and where the call was refused one reload at the
 * moment at which the server has to be asked.
 */
export function Unscripted({ path, view }: UnscriptedProps) {
  const { callRefused, expiresAt, now } = view;
  const seconds = Math.max(1, Math.ceil((Date.parse(expiresAt) - Date.parse(now)) / 1000));
  return (
    <noscript>
      {callRefused ? <meta httpEquiv="refresh" content={`${seconds};url=${path}`} /> : null}
      <p className="form-aside">
        This page does not renew itself. <a href={path}>See what has happened</a>
      </p>
    </noscript>
  );
}
