type AppSecretProps = Readonly<{
  qr: Readonly<{ size: number; path: string }>;
  /** The same, to be typed. */
  typed: string;
}>;

/** What an authenticator app reads, as a picture and as text. */
export function AppSecret({ qr, typed }: AppSecretProps) {
  return (
    <div className="enrolment" id="app">
      <svg
        className="enrolment-qr"
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        role="img"
        aria-label="QR code for the authenticator app"
        shapeRendering="crispEdges"
      >
        <rect width={qr.size} height={qr.size} fill="#fff" />
        <path d={qr.path} fill="#000" />
      </svg>
      <div className="grid gap-3">
        <p>In the app, choose to add an account, and point it at this code.</p>
        <p className="text-soft">
          It is shown here once, for ten minutes, and never again. Nobody else may see it: whoever has it has
          your codes.
        </p>
        <details>
          <summary>No camera? Type it instead</summary>
          <p className="enrolment-text mono">{typed}</p>
          <p className="text-soft">
            Time-based, 6 digits, 30 seconds, SHA-1: what every app takes by itself.
          </p>
        </details>
      </div>
    </div>
  );
}
