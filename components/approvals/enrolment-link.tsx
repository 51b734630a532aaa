import { Live } from "@/components/auth/live";
import { RefreshAt } from "@/components/auth/refresh-at";

type EnrolmentLinkProps = Readonly<{
  shown: Readonly<{ url: string; version: string; expiresAt: string; now: string }>;
  qr: Readonly<{ size: number; path: string }>;
}>;

/** A link for one phone, to be scanned or opened, for ten minutes. */
export function EnrolmentLink({ shown, qr }: EnrolmentLinkProps) {
  const { url, version, expiresAt, now } = shown;
  return (
    <div className="enrolment" id="link">
      <svg
        className="enrolment-qr"
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        role="img"
        aria-label="QR code of the link that enrols one phone"
        shapeRendering="crispEdges"
      >
        <rect width={qr.size} height={qr.size} fill="#fff" />
        <path d={qr.path} fill="#000" />
      </svg>
      <div className="grid gap-3">
        <p>Point your phone’s camera at this code and open the link. The phone explains the rest.</p>
        <p>
          Is this the phone? <a href={url}>Enrol this very browser</a>
        </p>
        <p className="text-soft">
          The link enrols one phone, once. It is good for <RefreshAt until={expiresAt} now={now} />.
        </p>
        <details>
          <summary>The link as text</summary>
          <p className="enrolment-text mono">{url}</p>
        </details>
      </div>
      <Live of={{ enrolment: "shown" }} version={version} now={now} wakeAt={expiresAt} />
      <noscript>
        <p>
          Once the phone is done, <a href="/account/security">look here again</a>.
        </p>
      </noscript>
    </div>
  );
}
