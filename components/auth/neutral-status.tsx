import type { PinView } from "@/lib/challenges/view";
import { RefreshAt } from "./refresh-at";

/** What we can say of a login by phone without telling whether the number has an account. */
export function NeutralStatus({ view }: Readonly<{ view: PinView }>) {
  const { phoneEnding, digits, channel, next, now } = view;
  return (
    <>
      <p>
        If the number ending in <strong className="mono">{phoneEnding}</strong> has an account here,{" "}
        {channel === "voice"
          ? "we are calling it to read a PIN out."
          : `a text with a PIN of ${digits} digits is on its way to it.`}
      </p>
      {next ? (
        <p>
          {next.channel === "voice" ? "No text? We call in " : "Nothing yet? We try another way in "}
          <RefreshAt until={next.at} now={now} />.
        </p>
      ) : null}
    </>
  );
}
